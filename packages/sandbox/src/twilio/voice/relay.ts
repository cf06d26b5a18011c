import { openRelayCarrier, type RelayCarrier, type RelayCommand } from '@buttdial/voice/wire';
import type { Listener, LiveVoice, Manner } from '../../calls/spoken.ts';
import type { TwimlElement } from '../twiml.ts';
import { breakSocket, type Following, openSigned, parametersOf } from './line.ts';
import { alertCall } from './reports.ts';
import { createTalk, type Talk } from './talk.ts';

/** How a relay ended: by the product's `end`, or by the loss of its socket. */
export interface RelayEnd {
  readonly sessionId: string;
  readonly status: 'ended' | 'failed';
  readonly handoff?: string | undefined;
  readonly code?: number;
}

/** What people say to show that they listen. */
const backchannel = /^(mhm|mm|uh-huh|right|ok|okay|yes|yeah|sure|i see)[.!]?$/i;

type Kind = 'speech' | 'dtmf';
type Tell = (event: Parameters<RelayCarrier['tell']>[0]) => void;

interface RelaySettings {
  readonly language: string;
  readonly partials: boolean;
  readonly digits: boolean;
  readonly speakerEvents: boolean;
  readonly playedEvents: boolean;
  readonly ignoresBackchannels: boolean;
  interrupts(kind: Kind): boolean;
  reports(kind: Kind): boolean;
}

/** `<ConversationRelay>`: the product gets what the phone says as text, and what it answers as text is spoken. */
export async function runRelay(following: Following, element: TwimlElement): Promise<RelayEnd> {
  const { network, leg, signal } = following;
  const sessionId = `VX${network.world.random.ids.hex(32)}`;
  const socket = await openSigned(following, { url: element.attributes.url ?? '', code: 64102 });
  if (!socket) return { sessionId, status: 'failed', code: 64102 };
  const carrier = openRelayCarrier(socket);
  const close = () => carrier.close();
  signal.addEventListener('abort', close, { once: true });
  const relay = createRelay(following, carrier, element);
  leg.change({ mode: 'relay' });
  carrier.setup({ sessionId, ...setupOf(following), parameters: parametersOf(element) });
  relay.greet();
  leg.air.attach(relay.listener);
  breakSocket(following, close);
  try {
    for await (const event of carrier.events) {
      if (event.kind === 'closed') break;
      if (event.kind === 'invalid') relay.complain();
      else if (event.command.type === 'end') return { sessionId, status: 'ended', handoff: event.command.handoffData };
      else relay.obey(event.command);
    }
    signal.throwIfAborted();
    return { sessionId, status: 'failed', code: 64105 };
  } finally {
    signal.removeEventListener('abort', close);
    leg.air.detach(relay.listener);
    relay.stop();
    close();
  }
}

function setupOf({ leg }: Following) {
  const { accountSid, sid, from, to, direction } = leg.call();
  const seen = direction === 'inbound' ? ('inbound' as const) : ('outbound' as const);
  return { accountVendorId: accountSid, callVendorId: sid, from, to, direction: seen };
}

function createRelay(following: Following, carrier: RelayCarrier, element: TwimlElement) {
  const { network, leg } = following;
  const { runtime, behaviour } = network.world;
  const settings = settingsOf(element.attributes);
  const over = new AbortController();
  const tell: Tell = event => {
    if (!over.signal.aborted) carrier.tell(event);
  };
  const talk = createTalk({
    runtime,
    signal: over.signal,
    msPerCharacter: () => leg.air.pace() ?? behaviour.current.speechMsPerCharacter,
    speaks: leg.air.speaks,
    played: text => {
      leg.air.spoken(text);
      if (settings.playedEvents) tell({ kind: 'played', text });
    },
    speaking: on => {
      leg.air.speaking(on);
      if (settings.speakerEvents) tell({ kind: 'speaking', who: 'agent', on });
    },
    said: (text, interrupted) => leg.air.deliver({ kind: 'speech', text, interrupted }),
  });
  const { welcomeGreeting, welcomeGreetingInterruptible: greeting } = element.attributes;
  const complain = () => {
    alertCall(network, leg.call(), { code: 64107, message: 'ConversationRelay received an invalid message.' });
    tell({ kind: 'error', message: 'Invalid message received.' });
  };
  return {
    greet: () =>
      welcomeGreeting && talk.speak({ text: welcomeGreeting, last: true, interruptible: allows(greeting, 'speech') }),
    listener: createListener(following, { settings, talk, tell }),
    complain,
    obey: (command: RelayCommand) => obey(following, { command, settings, talk }),
    stop() {
      // What was being said when the session ended was heard as far as it came.
      if (talk.interruptible() !== undefined) talk.interrupt();
      over.abort(new Error('the relay is over'));
    },
  };
}

function obey(
  { leg }: Following,
  { command, settings, talk }: { command: RelayCommand; settings: RelaySettings; talk: Talk },
): void {
  const interruptible = settings.interrupts('speech');
  const speak = (text: string, last: boolean, canInterrupt = true) =>
    talk.speak({ text, last, interruptible: interruptible && canInterrupt });
  if (command.type === 'text') speak(command.token, command.last, command.interruptible);
  if (command.type === 'play') speak(`(audio ${command.source})`, true, command.interruptible);
  // A change of language changes nothing that can be read.
  if (command.type !== 'sendDigits') return;
  for (const digit of command.digits) if (digit !== 'w') leg.air.deliver({ kind: 'digit', digit });
}

function createListener(
  { network, leg }: Following,
  { settings, talk, tell }: { settings: RelaySettings; talk: Talk; tell: Tell },
): Listener {
  const { runtime, behaviour } = network.world;
  const { language } = settings;
  /** False when what comes from the phone is not listened to. */
  const cutIn = (kind: Kind) => {
    const interruptible = talk.interruptible();
    if (interruptible === undefined) return true;
    if (!interruptible || !settings.interrupts(kind)) return settings.reports(kind);
    tell({ kind: 'interrupted', ...talk.interrupt() });
    return true;
  };
  const hear = async (text: string, { pauseMs = 0 }: Manner = {}) => {
    const pausesMs = pauseMs * (text.split(' ').length - 1);
    const durationMs = text.length * behaviour.current.speechMsPerCharacter + pausesMs;
    const isNothing = settings.ignoresBackchannels && talk.interruptible() !== undefined && backchannel.test(text);
    if (isNothing || !cutIn('speech')) return runtime.sleep(durationMs, leg.signal);
    if (settings.speakerEvents) tell({ kind: 'speaking', who: 'caller', on: true });
    const half = text.slice(0, text.lastIndexOf(' ', text.length / 2));
    await runtime.sleep(durationMs / 2, leg.signal);
    if (settings.partials && half !== '') tell({ kind: 'heard', text: half, final: false, language });
    await runtime.sleep(durationMs / 2, leg.signal);
    if (settings.speakerEvents) tell({ kind: 'speaking', who: 'caller', on: false });
    tell({ kind: 'heard', text, final: true, language });
  };
  const press = (digit: string) => {
    if (settings.digits && cutIn('dtmf')) tell({ kind: 'digit', digit });
  };
  return { hear, press, voice: () => liveVoice({ settings, tell, isHeard: cutIn('speech') }) };
}

/** Somebody at the other end speaks: partial prompts while they do, the whole of it when they have finished. */
function liveVoice(given: {
  readonly settings: RelaySettings;
  readonly tell: Tell;
  readonly isHeard: boolean;
}): LiveVoice {
  const { settings, isHeard } = given;
  const { language } = settings;
  const tell: Tell = event => isHeard && given.tell(event);
  if (settings.speakerEvents) tell({ kind: 'speaking', who: 'caller', on: true });
  return {
    speaks: () => undefined,
    soFar: text => settings.partials && tell({ kind: 'heard', text, final: false, language }),
    silent: () => settings.speakerEvents && tell({ kind: 'speaking', who: 'caller', on: false }),
    said: text => tell({ kind: 'heard', text, final: true, language }),
  };
}

function settingsOf(attributes: Readonly<Record<string, string>>): RelaySettings {
  const events = (attributes.events ?? attributes.debug ?? '').split(/\s+/);
  return {
    language: attributes.transcriptionLanguage ?? attributes.language ?? 'en-US',
    partials: attributes.partialPrompts === 'true',
    digits: attributes.dtmfDetection === 'true',
    speakerEvents: events.includes('speaker-events'),
    playedEvents: events.includes('tokens-played'),
    ignoresBackchannels: attributes.ignoreBackchannel === 'true',
    interrupts: kind => allows(attributes.interruptible, kind),
    // Deaf while it speaks, unless told otherwise.
    reports: kind => allows(attributes.reportInputDuringAgentSpeech ?? 'none', kind),
  };
}

function allows(word: string | undefined, kind: Kind): boolean {
  return word === undefined || word === 'any' || word === 'true' || word === kind;
}
