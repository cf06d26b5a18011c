import type { Air } from '../../calls/air.ts';
import type { Heard, Listener } from '../../calls/spoken.ts';
import { elements, type TwimlElement, textOf } from '../twiml.ts';
import { LIMIT_SECONDS, readHook } from './checks.ts';
import { createLeg } from './leg.ts';
import type { Following } from './line.ts';
import { secondsOf } from './records.ts';
import { alertCall } from './reports.ts';
import { ring } from './ring.ts';
import type { Leg } from './under-way.ts';

const RING_SECONDS = 30;

/** `<Dial><Number>`: calls somebody else and joins the two. @returns the fields for its action. */
export async function dial(following: Following, verb: TwimlElement): Promise<Record<string, string>> {
  const { network, leg, signal } = following;
  const [number] = elements(verb, ['Number']);
  const to = number ? textOf(number) : textOf(verb);
  const { callerId, timeout, timeLimit } = verb.attributes;
  const { account, accountSid, sid, from } = leg.call();
  if (network.world.registry.number(callerId ?? from)?.account !== account && callerId !== undefined) {
    alertCall(network, leg.call(), { code: 13214, message: 'The callerId of Dial is not a number of the account.' });
    return { DialCallStatus: 'failed' };
  }
  const child = createLeg(network, {
    account,
    accountSid,
    direction: 'outbound-dial',
    from: callerId ?? from,
    to,
    parentSid: sid,
    hook: number && readHook(number.attributes),
  });
  const stop = () => child.end(child.call().answeredAt ? 'completed' : 'canceled');
  signal.addEventListener('abort', stop, { once: true });
  child.run(() => ring(network, child, { ringSeconds: Number(timeout ?? RING_SECONDS) }));
  if (await child.answered) {
    limit(following, child, Number(timeLimit ?? LIMIT_SECONDS));
    const listener = join(following, leg, child);
    await child.over;
    leg.air.detach(listener);
  }
  signal.removeEventListener('abort', stop);
  const { status } = child.call();
  const duration = { DialCallDuration: String(secondsOf(child.call())) };
  return { DialCallSid: child.call().sid, DialCallStatus: status, ...(child.call().answeredAt ? duration : {}) };
}

function limit({ network }: Following, child: Leg, seconds: number): void {
  child.run(async () => {
    await network.world.runtime.sleep(seconds * 1000, child.signal);
    child.end('completed');
  });
}

/** Each phone hears what the other one says. */
function join(following: Following, leg: Leg, child: Leg): Listener {
  child.air.attach(towards(following, child, leg.air));
  const listener = towards(following, leg, child.air);
  leg.air.attach(listener);
  return listener;
}

function towards({ network }: Following, speaker: Leg, other: Air): Listener {
  const { runtime, behaviour } = network.world;
  const bring = (heard: Heard) => other.deliver(heard);
  return {
    async hear(text) {
      await runtime.sleep(text.length * behaviour.current.speechMsPerCharacter, speaker.signal);
      bring({ kind: 'speech', text, interrupted: false });
    },
    press: digit => bring({ kind: 'digit', digit }),
  };
}
