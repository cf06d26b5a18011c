import { type NewCharacter, newCharacter, perform } from '../../calls/characters.ts';
import type { Account, RentedNumber } from '../../entities.ts';
import { parse } from '../../requests.ts';
import { callHook, type TwilioNetwork } from '../network.ts';
import { type CallDraft, type Detection, LIMIT_SECONDS } from './checks.ts';
import { conduct } from './follow.ts';
import { createLeg } from './leg.ts';
import { alertCall } from './reports.ts';
import { ring } from './ring.ts';
import type { Leg } from './under-way.ts';

/** Places a call for an account. */
export function place(network: TwilioNetwork, account: Account, draft: CallDraft): Leg {
  const { from, to, hook } = draft;
  const accountSid = account.twilio?.accountSid ?? '';
  const leg = createLeg(network, { account: account.name, accountSid, direction: 'outbound-api', from, to, hook });
  leg.run(() => ring(network, leg, draft));
  leg.run(async () => {
    if (!(await leg.answered)) return;
    limit(network, leg, draft.limitSeconds);
    for (const digit of draft.digits) if (digit !== 'w') leg.air.deliver({ kind: 'digit', digit });
    const { detection } = draft;
    if (detection?.callback !== undefined) leg.run(() => detect(network, leg, detection));
    else if (detection) await detect(network, leg, detection);
    await conduct(network, leg, draft.source);
  });
  return leg;
}

/** A call comes in on a rented number. */
export function arrive(network: TwilioNetwork, number: RentedNumber, from: string): Leg {
  const { account, voiceUrl, statusCallback } = number;
  const accountSid = network.world.registry.account(account)?.twilio?.accountSid ?? '';
  const hook =
    statusCallback === undefined
      ? undefined
      : { url: statusCallback, method: 'POST' as const, events: new Set(['completed']) };
  const leg = createLeg(network, { account, accountSid, direction: 'inbound', from, to: number.number, hook });
  leg.run(async () => {
    await network.world.runtime.sleep(0, leg.signal);
    if (voiceUrl !== undefined)
      return conduct(network, leg, { kind: 'ask', url: voiceUrl, method: 'POST', form: places() });
    alertCall(network, leg.call(), { code: 11100, message: 'The number has no voice webhook.' });
    leg.end('failed');
  });
  leg.run(async () => {
    if (await leg.answered) limit(network, leg, LIMIT_SECONDS);
  });
  return leg;
}

/** Somebody calls a rented number from a phone. */
export function callIn(
  network: TwilioNetwork,
  number: RentedNumber,
  caller: { readonly from: string; readonly character?: NewCharacter | undefined },
): Leg {
  const character = caller.character ? parse(newCharacter, caller.character) : network.world.characters.of(caller.from);
  const leg = arrive(network, number, caller.from);
  leg.run(async () => {
    if (await leg.answered) await perform(character, leg.air.handset);
  });
  return leg;
}

// Nobody lives anywhere in the simulated network.
function places(): Record<string, string> {
  const fields = ['City', 'State', 'Zip', 'Country'].flatMap(field => [`From${field}`, `To${field}`]);
  return Object.fromEntries(fields.map(field => [field, '']));
}

function limit({ world }: TwilioNetwork, leg: Leg, seconds: number): void {
  leg.run(async () => {
    await world.runtime.sleep(seconds * 1000, leg.signal);
    leg.end('completed');
  });
}

const people = ['human', 'manual', 'babbler', 'interrupter', 'slow-talker', 'leaver'];
const verdicts: Readonly<Record<string, string>> = {
  ...Object.fromEntries(people.map(kind => [kind, 'human'])),
  voicemail: 'machine_start',
};

/** Finds out who answered: the sandbox knows. */
async function detect(network: TwilioNetwork, leg: Leg, { untilBeep, callback }: Detection): Promise<void> {
  const { world } = network;
  const sinceMs = world.runtime.now().getTime();
  await world.runtime.sleep(world.behaviour.current.machineDetectionMs, leg.signal);
  const { to, account, accountSid, sid } = leg.call();
  const first = world.registry.number(to) ? 'human' : (verdicts[world.characters.of(to).kind] ?? 'unknown');
  const machine = first === 'machine_start' && untilBeep;
  if (machine) await leg.air.beeped;
  const AnsweredBy = machine ? 'machine_end_beep' : first;
  leg.change({ answeredBy: AnsweredBy });
  if (!callback) return;
  const MachineDetectionDuration = String(world.runtime.now().getTime() - sinceMs);
  const form = { AccountSid: accountSid, CallSid: sid, AnsweredBy, MachineDetectionDuration };
  const hook = { account, event: 'call.answered-by', about: sid, url: callback, method: 'POST' as const, form };
  await callHook(network, hook, leg.signal);
}
