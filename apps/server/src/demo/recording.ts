import {
  type AcceptedLine,
  ButtdialError,
  type Call,
  type Provider,
  type Runtime,
  type Socket,
  type Speech,
  systemRuntime,
  telephoneAudio,
} from '@buttdial/core';
import { createSandbox, createVirtualClock, overhear } from '@buttdial/sandbox';
import {
  type CallSession,
  type CallSettings,
  createPipeline,
  type RecordedPiece,
  recordable,
  recordingAsWav,
  scriptBrain,
  startCall,
  type TextBrain,
  type TranscriptLine,
  textSpeaker,
} from '@buttdial/voice';
import { createQueue } from '@buttdial/voice/wire';
import { loadProviders } from '../load-providers.ts';
import { type Dialogue, demoDialogue } from './recording-dialogue.ts';

/** A call that can be listened to. */
export interface RecordedCall {
  /** 16 bits linear at 8,000 Hz: who calls on the left, who is called on the right. */
  readonly wav: Uint8Array;
  /** What was heard, as the called side wrote it down. */
  readonly transcript: readonly TranscriptLine[];
  readonly durationMs: number;
}

const numbers = { caller: '+12125550101', callee: '+12125550102' };
const product = 'http://product.invalid';
const longestMs = 180_000;
// The same call every time, to the last sample.
const begins = new Date('2026-01-01T18:00:00Z');

/**
 * Lets two agents phone each other with real voices and records what passes over the line: the production sessions, the
 * real Twilio adapter and raw audio over a simulated network, without waiting for the time that it would take.
 * @param voices one for each side, ids of Flite's voices.
 * @throws ButtdialError `configuration` where `@buttdial/provider-flite` is not installed.
 */
export async function recordCall(
  voices: { readonly caller: string; readonly callee: string } = { caller: 'rms', callee: 'slt' },
  dialogue: Dialogue = demoDialogue,
): Promise<RecordedCall> {
  const studio = await openStudio();
  const pieces: RecordedPiece[] = [];
  const callee = studio.session({
    settings: dialogue.callee.settings,
    brain: brainOf(dialogue.callee),
    voice: voices.callee,
    sink: piece => pieces.push(piece),
  });
  const caller = studio.session({
    settings: dialogue.caller.settings,
    brain: brainOf(dialogue.caller),
    voice: voices.caller,
  });
  studio.connect({ caller, callee });
  for (let passedMs = 0; passedMs < longestMs && !callee.snapshot().result; passedMs += 1000)
    await studio.advance(1000);
  await studio.close();
  const { transcript, result } = callee.snapshot();
  return { wav: recordingAsWav(pieces, telephoneAudio), transcript, durationMs: result?.talkMs ?? longestMs };
}

function brainOf({ answers, lastWords, opening }: Dialogue['caller']): TextBrain {
  return scriptBrain({ answers, lastWords, ...(opening !== undefined && { opening }) });
}

interface SessionPlan {
  readonly settings: CallSettings;
  readonly brain: TextBrain;
  readonly voice: string;
  readonly sink?: (piece: RecordedPiece) => void;
}

/** A simulated network with two numbers, and what sessions on it need. */
async function openStudio() {
  const clock = createVirtualClock(begins);
  const base: Runtime = { ...systemRuntime(), now: clock.now, sleep: clock.sleep, timeout: clock.timeout };
  const [accountSid, authToken] = [`AC${'0'.repeat(31)}1`, 'studio-auth-token'];
  const lines = new Map<string, (line: AcceptedLine) => void>();
  const hooks = new Map<string, (request: Request) => Promise<Response>>();
  const sandbox = createSandbox({
    runtime: base,
    clock,
    seed: 'studio',
    accounts: [{ name: 'studio', twilio: { accountSid, authToken } }],
    callbackFetch: (input, init) => {
      const request = new Request(input, init);
      return (
        hooks.get(new URL(request.url).pathname)?.(request) ?? Promise.resolve(new Response(null, { status: 404 }))
      );
    },
    openSocket: async url => {
      const [ours, theirs] = socketPair();
      telephony.accept(ours).then(
        line => lines.get(new URL(url).pathname)?.(line),
        () => ours.close(),
      );
      return theirs;
    },
  });
  const runtime: Runtime = { ...base, fetch: sandbox.fetch };
  const { telephony, webhooks, speech } = await services({ accountSid, authToken }, runtime);
  const { speech: mouth, transcription } = overhear(speech);

  function session({ settings, brain, voice, sink = () => undefined }: SessionPlan): CallSession {
    const services = { speech: mouth, transcription, voice, language: settings.language };
    const speaker = textSpeaker(brain, {
      lift(media) {
        const recorded = recordable(media, runtime, sink);
        recorded.start();
        return createPipeline({ runtime, transport: recorded.transport, ...services });
      },
    });
    let vendorId = '';
    const dial = async () => {
      const plan = { kind: 'media', url: socketUrl('caller'), format: telephoneAudio, parameters: {} } as const;
      const request = { from: numbers.caller, to: numbers.callee, plan, timeLimitSeconds: 300, ringSeconds: 30 };
      const receipt = await telephony.dial(request, newCall(runtime, new URL(`${product}/status`)));
      if (receipt.outcome === 'accepted') vendorId = receipt.vendorId;
      return { accepted: receipt.outcome === 'accepted' } as const;
    };
    const hangUp = async () => void (vendorId && (await telephony.control.hangUp(vendorId, newCall(runtime))));
    const line = settings.direction === 'outbound' ? { dial, hangUp } : { hangUp };
    return startCall({ id: settings.direction, runtime, settings, line, speaker });
  }

  return {
    session,
    connect({ caller, callee }: { readonly caller: CallSession; readonly callee: CallSession }) {
      lines.set('/caller', line => caller.attach(line));
      lines.set('/callee', line => callee.attach(line));
      hooks.set('/status', async request => {
        const body = new Uint8Array(await request.arrayBuffer());
        const hook = { method: 'POST', url: new URL(request.url), headers: request.headers, body };
        for (const event of await webhooks.read(hook)) if (event.kind === 'call-status') caller.report(event);
        return new Response();
      });
      hooks.set('/voice', async () => {
        const plan = { kind: 'media', url: socketUrl('callee'), format: telephoneAudio, parameters: {} } as const;
        const { contentType, body } = telephony.render(plan);
        return new Response(body, { headers: { 'content-type': contentType } });
      });
      for (const number of Object.values(numbers))
        sandbox.control.addNumber({ number, accountSid, voiceUrl: `${product}/voice` });
    },
    advance: clock.advance,
    close: sandbox.close,
  };
}

const socketUrl = (side: 'caller' | 'callee') => new URL(`wss://product.invalid/${side}`);

function newCall(runtime: Runtime, statusUrl?: URL): Call {
  const call = { signal: AbortSignal.timeout(60_000), idempotencyKey: runtime.newId() };
  return statusUrl ? { ...call, statusUrl } : call;
}

/** The real adapter pointed at the simulated network, and the free voice. */
async function services(
  { accountSid, authToken }: { readonly accountSid: string; readonly authToken: string },
  runtime: Runtime,
): Promise<Required<Pick<Provider, 'telephony' | 'webhooks'>> & { readonly speech: Speech }> {
  const environment = {
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_BASE_URL: 'http://sandbox.invalid/twilio',
  };
  const { connections, problems } = await loadProviders(environment, { telephony: 'twilio', speech: 'flite' }, runtime);
  const { telephony, webhooks } = connections.get('studio', 'twilio')?.provider ?? {};
  const speech = connections.get('studio', 'flite')?.provider.speech;
  if (problems.length > 0 || !telephony || !webhooks || !speech)
    throw new ButtdialError('configuration', 'The call cannot be recorded.', {
      problems,
      remedy: 'Install the free voice: npm install @buttdial/provider-flite',
    });
  await warmUp(runtime, { speech, check: connections.get('studio', 'twilio')?.provider.check });
  return { telephony, webhooks, speech };
}

/** Loads what is loaded at first use: time stands still meanwhile, and must not go on without it. */
async function warmUp(
  runtime: Runtime,
  { speech, check }: { readonly speech: Speech; readonly check: Provider['check'] },
): Promise<void> {
  const call = newCall(runtime);
  await check?.(call);
  const format = speech.formats[0] ?? telephoneAudio;
  for await (const _ of speech.speak({ text: 'Hello.', voice: '', format }, call)) runtime.log.debug('studio.warm');
}

/** Two ends of a socket in this process. */
function socketPair(): readonly [Socket, Socket] {
  const [left, right] = [createQueue<string | Uint8Array>(), createQueue<string | Uint8Array>()];
  const close = () => {
    left.end();
    right.end();
  };
  return [
    { send: data => right.push(data), close, incoming: left },
    { send: data => left.push(data), close, incoming: right },
  ];
}
