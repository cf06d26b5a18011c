import { type MediaTransport, type Speech, type Transcription, telephoneAudio, type Utterance } from '@buttdial/core';
import { type CallSettings, createPipeline, scriptBrain, startCall, textSpeaker } from '@buttdial/voice';
import { createQueue, modemSpeech } from '@buttdial/voice/wire';
import type { NewCharacter } from '../src/index.ts';
import { createModemEars } from '../src/speech/modem-ears.ts';
import { call, installation, media, relay, request } from './calls.ts';
import { phone } from './support.ts';

export const settings: CallSettings = {
  direction: 'outbound',
  language: 'en-US',
  callerIdentity: 'Café Example',
  disclose: true,
  voicemail: { policy: 'leave', message: 'Please call Café Example back.' },
  maxDurationMs: 120_000,
  ringMs: 20_000,
};

/** A voice that the sandbox's phones understand. */
export const modemMouth: Speech = {
  formats: [telephoneAudio],
  async *speak({ text, format }) {
    let pieceMs = 0;
    for await (const piece of typeof text === 'string' ? [text] : text) {
      let lengthMs = 0;
      for (const { audio, alignment = [] } of modemSpeech(piece, format)) {
        lengthMs += audio.length / 8;
        const at = pieceMs;
        yield {
          audio,
          alignment: alignment.map(one => ({ ...one, startMs: one.startMs + at, endMs: one.endMs + at })),
        };
      }
      pieceMs += lengthMs;
    }
  },
};

/** Ears that understand the sandbox's phones, and nothing of music; a turn is over after so much silence. */
export const modemEars = (pauseMs: number): Transcription => ({
  formats: [telephoneAudio],
  async *listen({ audio, format }) {
    const heard = createQueue<Utterance>();
    const ears = createModemEars(format, ({ sinceMs, quietMs }) => {
      if (sinceMs === undefined) return;
      const isOver = quietMs >= pauseMs;
      if (!isOver && quietMs > 0) return;
      const text = ears.text().replace(/[\u0000-\u001f\ufffd]+/g, '');
      if (isOver) ears.forget();
      if (text !== '') heard.push({ text, final: isOver, endOfTurn: isOver });
    });
    const listening = (async () => {
      for await (const piece of audio) ears.hear(piece);
    })().finally(heard.end);
    yield* heard;
    await listening;
  },
});

/** How a session goes to work. */
export interface SessionOptions {
  readonly mode: 'relay' | 'media';
  readonly character: NewCharacter;
  readonly answers?: readonly string[];
  readonly seed?: string;
  /** Silence that ends a turn of the phone's. */
  readonly pauseMs?: number;
}

/** The voice engine on the real adapter calls a phone of the simulated network. */
export function session({
  mode,
  character,
  answers = ['At seven, for two.'],
  seed = 'calls',
  pauseMs = 200,
}: SessionOptions) {
  const world = installation({ seed });
  const { adapter, runtime, product, sandbox } = world;
  const plan = mode === 'relay' ? relay : media;
  let vendorId = '';
  const line = {
    dial: async () => {
      const receipt = await adapter.telephony.dial(request(plan), call());
      vendorId = receipt.outcome === 'accepted' ? receipt.vendorId : '';
      return { accepted: receipt.outcome === 'accepted' };
    },
    hangUp: async () => void (await adapter.telephony.control.hangUp(vendorId, call())),
  };
  const services = { speech: modemMouth, transcription: modemEars(pauseMs), voice: 'modem', language: 'en-US' };
  const lift = (transport: MediaTransport) => createPipeline({ runtime, transport, ...services });
  const speaker = textSpeaker(scriptBrain({ answers, lastWords: 'Goodbye.' }), { lift });
  sandbox.control.setCharacter(phone, character);
  const made = startCall({ id: 'call-1', runtime, settings, line, speaker });
  product.onLine = accepted => made.attach(accepted);
  product.onEvent = event => event.kind === 'call-status' && made.report(event);
  // The carrier asks what next when a socket is gone: the same again, as long as the call lasts.
  product.answer = () => (made.snapshot().result ? { kind: 'hang-up' } : plan);
  const written = () =>
    made.snapshot().transcript.map(({ who, text }) => `${who === 'agent' ? 'account' : 'phone'}: ${text}`);
  const phases = () => made.updates(0).flatMap(update => (update.kind === 'phase' ? [update.phase] : []));
  return { world, made, written, phases };
}
