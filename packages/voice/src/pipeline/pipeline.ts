import type {
  MediaEvent,
  MediaTransport,
  RelayEvent,
  Runtime,
  Speech,
  SpeechChunk,
  TextTransport,
  Transcription,
} from '@buttdial/core';
import { fromSamples } from '../audio/convert.ts';
import { synthesizeDigits } from '../audio/dtmf.ts';
import { createBeepDetector } from '../audio/tones.ts';
import type { FloorPolicy } from '../floor/floor.ts';
import { countRealWords } from '../floor/words.ts';
import type { Heard } from '../playback/heard.ts';
import { createQueue } from '../queue.ts';
import { createEars } from './ears.ts';
import { createExchange } from './exchange.ts';

/** What lifts a media line to a text line. */
export interface PipelineOptions {
  readonly runtime: Runtime;
  readonly transport: MediaTransport;
  readonly transcription: Transcription;
  readonly speech: Speech;
  /** The speech service's id of a voice. */
  readonly voice: string;
  /** BCP-47. */
  readonly language: string;
  /** Milliseconds of audio fed ahead; 400 unless told. */
  readonly leadMs?: number;
  readonly floor?: Partial<Omit<FloorPolicy, 'language'>>;
  /** Reads recordings that are to be played, in the line's format. Without it they are not played. */
  readonly loadAudio?: (url: URL) => AsyncIterable<SpeechChunk>;
}

// Machines beep in the first minute or not at all; later the search would cost more than it finds.
const beepSearchMs = 60_000;
const mostFailures = 3;

/**
 * Makes a text transport from a media transport: transcription is its ears, speech its mouth, and the floor policy decides
 * who speaks. Speech is interrupted here, and what was heard of it is told to the character where the vendor aligns text.
 */
export function createPipeline(options: PipelineOptions): TextTransport {
  const { runtime, transport } = options;
  const events = createQueue<RelayEvent>();
  const exchange = createExchange({
    ...options,
    language: () => language,
    ...hooks(),
  });
  const ears = createEars({ ...options, onWords, onTurn, onError: () => onFailure('transcription failed') });
  const beeps = beepWatch(runtime);
  let language = options.language;
  let failures = 0;

  function hooks() {
    return {
      onSpeaking: (who: 'agent' | 'caller', on: boolean) => events.push({ kind: 'speaking', who, on }),
      onPlayed: (heard: Heard) => events.push({ kind: 'played', text: heard.text }),
      onInterrupted,
      onError: () => onFailure('speech failed'),
    };
  }

  // A service may stumble; a line that can neither hear nor speak is given up, so that the call ends instead of hanging.
  function onFailure(message: string): void {
    events.push({ kind: 'error', message });
    failures += 1;
    if (failures >= mostFailures) transport.close();
    else if (message.startsWith('transcription')) ears.listen(language);
  }

  function onInterrupted(cut: readonly Heard[]): void {
    for (const heard of cut.filter(one => one.complete)) events.push({ kind: 'played', text: heard.text });
    const broken = cut.find(one => !one.complete);
    if (broken) events.push({ kind: 'interrupted', heardText: broken.text, afterMs: broken.playedMs });
  }

  function onWords(text: string): void {
    exchange.words(text);
    events.push({ kind: 'heard', text, final: false, language });
  }

  // "Mhm" while the agent speaks is no turn: nobody waits for an answer to it.
  function onTurn(text: string): void {
    if (exchange.isAgentSpeaking() && countRealWords(text, language) === 0) return;
    events.push({ kind: 'heard', text, final: true, language });
  }

  function onAudio(audio: Uint8Array): void {
    const { samples, isVoice, durationMs } = exchange.frame(audio);
    ears.hear(audio, isVoice, durationMs);
    if (beeps.hear(samples)) events.push({ kind: 'beep' });
  }

  function onStart(event: Extract<MediaEvent, { kind: 'start' }>): void {
    beeps.start(transport.format.sampleRate);
    exchange.player.probe();
    ears.listen(language);
    events.push({ kind: 'setup', callVendorId: event.callVendorId, from: '', to: '', parameters: event.parameters });
  }

  async function follow(): Promise<void> {
    for await (const event of transport.events) {
      if (event.kind === 'start') onStart(event);
      if (event.kind === 'audio') onAudio(event.audio);
      if (event.kind === 'mark') exchange.player.acknowledged(event.name);
      if (event.kind !== 'digit') continue;
      exchange.digit();
      events.push({ kind: 'digit', digit: event.digit });
    }
  }

  follow()
    .catch(reason => runtime.log.error('voice.line-failed', { cause: String(reason?.name) }))
    .finally(() => {
      onInterrupted(exchange.stop());
      ears.stop();
      events.push({ kind: 'closed' });
      events.end();
    });

  return face();

  function face(): TextTransport {
    return {
      events,
      say: (token, { last, interruptible = 'any' }) => exchange.mouth.say(token, { last, interruptible }),
      play(url) {
        if (options.loadAudio)
          exchange.mouth.sound(options.loadAudio(url), { id: runtime.newId(), interruptible: 'any' });
        else runtime.log.warn('voice.recording-skipped');
      },
      sendDigits(digits) {
        if (transport.sendDigits) return transport.sendDigits(digits);
        const audio = fromSamples(synthesizeDigits(digits, transport.format.sampleRate), transport.format);
        exchange.mouth.sound([{ audio }], { id: runtime.newId(), interruptible: 'none' });
      },
      setLanguage(next) {
        language = next;
        ears.listen(next);
      },
      end: () => transport.close(),
    };
  }
}

function beepWatch(runtime: Runtime) {
  let detect: ((samples: Int16Array) => boolean) | undefined;
  let untilMs = 0;
  return {
    start(sampleRate: number): void {
      detect = createBeepDetector(sampleRate);
      untilMs = runtime.now().getTime() + beepSearchMs;
    },
    hear: (samples: Int16Array): boolean => runtime.now().getTime() < untilMs && detect?.(samples) === true,
  };
}
