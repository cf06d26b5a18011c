import type { Listener } from '../../calls/spoken.ts';
import { callHook, type TwilioNetwork } from '../network.ts';
import { elements, readTwiml, type TwimlElement, textOf } from '../twiml.ts';
import { confer, conferenceIn } from './conference.ts';
import { dial } from './dial.ts';
import { callForm } from './forms.ts';
import { gather } from './gather.ts';
import { slips } from './grammar.ts';
import type { Following } from './line.ts';
import { runStream } from './media.ts';
import { type RelayEnd, runRelay } from './relay.ts';
import { alertCall } from './reports.ts';
import type { Leg, Source } from './under-way.ts';

/** Instructions for a call, and the address that relative addresses in them start from. */
interface Script {
  readonly verbs: readonly TwimlElement[];
  readonly base: string | undefined;
}

const HANG_UP = 'hang-up';
type Next = Source | typeof HANG_UP | undefined;
const PLAY_MS = 1000;

/** Follows instructions until there are none left, then hangs up. A redirect takes the place of what is under way. */
export async function conduct(network: TwilioNetwork, leg: Leg, first: Source): Promise<void> {
  let next: Next = first;
  while (next !== undefined && next !== HANG_UP) {
    const following: Following = { network, leg, signal: leg.turn() };
    const source: Source = leg.redirected() ?? next;
    try {
      next = await followSource(following, source);
    } catch (cause) {
      leg.signal.throwIfAborted();
      if (!following.signal.aborted) throw cause;
      next = undefined;
    }
    next = leg.redirected() ?? next;
  }
  leg.end('completed');
}

async function followSource(following: Following, source: Source): Promise<Next> {
  const script = await read(following, source);
  if (!script) return HANG_UP;
  for (const verb of script.verbs) {
    const next = await perform(following, verb, script.base);
    following.signal.throwIfAborted();
    if (next !== undefined) return next;
  }
  return HANG_UP;
}

/** The instructions of a source; undefined, with an alert, where there are none to follow. */
async function read(following: Following, source: Source): Promise<Script | undefined> {
  const { network, leg } = following;
  const xml = source.kind === 'document' ? source.xml : await ask(following, source);
  if (xml === undefined) return undefined;
  const base = source.kind === 'ask' ? source.url : undefined;
  const response = readTwiml(xml);
  if (!response) {
    alertCall(network, leg.call(), { code: 12100, message: 'The TwiML could not be read.' });
    return undefined;
  }
  for (const message of slips(response)) alertCall(network, leg.call(), { code: 12200, message });
  const verbs = response.children.filter(child => typeof child !== 'string');
  // An inbound call is answered by the first instruction that is no refusal.
  if (leg.call().status === 'ringing' && verbs[0]?.name !== 'Reject') leg.answer();
  return { verbs, base };
}

async function ask(
  { network, leg, signal }: Following,
  source: Extract<Source, { kind: 'ask' }>,
): Promise<string | undefined> {
  const { account, sid, direction } = leg.call();
  const event = direction === 'inbound' && leg.call().status === 'ringing' ? 'call.inbound' : 'call.instructions';
  const form = { ...callForm(leg.call()), ...source.form };
  const { url, method } = source;
  const answer = await callHook(network, { account, event, about: sid, url, method, form }, signal);
  if (!answer) alertCall(network, leg.call(), { code: 11200, message: 'The voice webhook could not be delivered.' });
  return answer?.body;
}

async function perform(following: Following, verb: TwimlElement, base: string | undefined): Promise<Next> {
  const { leg } = following;
  const at = (address: string, form: Record<string, string> = {}): Source | undefined =>
    askAt(following, { address, base, method: verb.attributes.method, form });
  switch (verb.name) {
    case 'Say':
    case 'Play':
    case 'Pause':
      return void (await speak(following, verb, deaf(following)));
    case 'Gather': {
      const result = await gather(following, verb, (listener, signal) =>
        speakAll({ ...following, signal }, verb, listener),
      );
      return result && at(verb.attributes.action ?? base ?? '', result);
    }
    case 'Dial': {
      const conference = conferenceIn(verb);
      const result = conference ? await confer(following, conference) : await dial(following, verb);
      return verb.attributes.action === undefined ? undefined : at(verb.attributes.action, result);
    }
    case 'Connect':
      return connect(following, verb, at);
    case 'Redirect':
      return at(textOf(verb)) ?? HANG_UP;
    case 'Reject':
      leg.end(verb.attributes.reason === 'busy' ? 'busy' : 'no-answer');
      return HANG_UP;
    case 'Hangup':
      return HANG_UP;
    // Unknown verbs were reported when the document was read.
    default:
      return undefined;
  }
}

async function connect(
  following: Following,
  verb: TwimlElement,
  at: (address: string, form: Record<string, string>) => Source | undefined,
): Promise<Next> {
  const [noun] = elements(verb, ['ConversationRelay', 'Stream']);
  if (!noun) return undefined;
  const sinceMs = following.network.world.runtime.now().getTime();
  const end = noun.name === 'Stream' ? await runStream(following, noun) : await runRelay(following, noun);
  const seconds = Math.ceil((following.network.world.runtime.now().getTime() - sinceMs) / 1000);
  const { action } = verb.attributes;
  return action === undefined ? undefined : at(action, end ? sessionForm(end, seconds) : {});
}

function sessionForm(end: RelayEnd, seconds: number): Record<string, string> {
  return {
    SessionId: end.sessionId,
    SessionStatus: end.status,
    SessionDuration: String(seconds),
    ...(end.handoff === undefined ? {} : { HandoffData: end.handoff }),
    ...(end.code === undefined ? {} : { ErrorCode: String(end.code), ErrorMessage: 'The WebSocket ended.' }),
  };
}

function askAt(
  { network, leg }: Following,
  asked: {
    readonly address: string;
    readonly base: string | undefined;
    readonly method: string | undefined;
    readonly form: Record<string, string>;
  },
): Source | undefined {
  const url = URL.parse(asked.address, asked.base);
  if (url && /^https?:$/.test(url.protocol))
    return { kind: 'ask', url: url.href, method: asked.method === 'GET' ? 'GET' : 'POST', form: asked.form };
  alertCall(network, leg.call(), { code: 11100, message: 'The address in the TwiML is not a valid one.' });
  return undefined;
}

/** For everything that is not listened to: the phone may talk, nobody hears it. */
function deaf({ network, leg }: Following): Listener {
  const { runtime, behaviour } = network.world;
  return {
    hear: text => runtime.sleep(text.length * behaviour.current.speechMsPerCharacter, leg.signal),
    press: () => undefined,
  };
}

async function speakAll(following: Following, parent: TwimlElement, listener: Listener): Promise<void> {
  for (const child of elements(parent, ['Say', 'Play', 'Pause'])) await speak(following, child, listener);
}

/** Says, plays or pauses, while a listener listens. */
async function speak(following: Following, verb: TwimlElement, listener: Listener): Promise<void> {
  const { network, leg, signal } = following;
  const { runtime, behaviour } = network.world;
  const { digits = '', length = '1' } = verb.attributes;
  leg.air.attach(listener);
  const sinceMs = runtime.now().getTime();
  const msPerCharacter = behaviour.current.speechMsPerCharacter;
  const text = verb.name === 'Say' ? textOf(verb) : `(audio ${textOf(verb)})`;
  const speaks = verb.name === 'Say' || (verb.name === 'Play' && digits === '');
  const durationMs =
    verb.name === 'Say' ? text.length * msPerCharacter : verb.name === 'Pause' ? Number(length) * 1000 : PLAY_MS;
  try {
    for (const digit of digits) if (digit !== 'w') leg.air.deliver({ kind: 'digit', digit });
    await runtime.sleep(durationMs, signal);
    if (speaks && text !== '') leg.air.deliver({ kind: 'speech', text, interrupted: false });
  } catch (cause) {
    const heard = text.slice(0, Math.floor((runtime.now().getTime() - sinceMs) / Math.max(1, msPerCharacter)));
    if (speaks && heard !== '') leg.air.deliver({ kind: 'speech', text: heard, interrupted: true });
    throw cause;
  } finally {
    leg.air.detach(listener);
  }
}
