import type { CallRecord, Purpose } from '@buttdial/core';
import { contactKey } from '../contacts.ts';
import type { Deps } from '../deps.ts';
import { factsQueryOf } from '../exit.ts';
import { judgeRinging } from './judged.ts';

/** Somebody who is about to leave words for an agent, and was told before that they are recorded. */
export type Leaving = Pick<CallRecord, 'organizationId' | 'agentId'> & {
  /** E.164. */
  readonly from: string;
};

/**
 * Whether the sound of what somebody leaves may be kept beside its words: the judge is asked as for any recording that is
 * announced. Whoever calls us has contacted us this very moment, so what it says of hours and consent of calls that we
 * place does not come up; whoever said stop, was erased, or hides their number is only written down.
 */
export async function mayKeepSound(deps: Deps, { organizationId, agentId, from }: Leaving): Promise<boolean> {
  if (!deps.archive) return false;
  const now = deps.runtime.now();
  const key = contactKey(deps.sealer, organizationId, { channel: 'voice', address: from });
  const item = { organizationId, contactKey: key, channel: 'voice', purpose: 'reply', to: from } as const;
  const facts = await deps.store.facts(factsQueryOf(item, now));
  const calling = { ...facts, lastInboundAt: { ...facts.lastInboundAt, voice: now } };
  const call = { voice: 'ai' as const, aiDisclosure: true, record: true, recordingAnnouncement: true };
  return (
    deps.judge({ agentId, channel: 'voice', purpose: 'reply', to: from, call }, calling, now).record.effect === 'allow'
  );
}

/** Somebody who is called, and may answer what they are told. */
export type Answering = Pick<CallRecord, 'organizationId' | 'agentId' | 'to'> & { readonly purpose: Purpose };

/**
 * Whether the sound of an answer to a voice message may be kept beside its words. Only what recording adds counts: whether
 * the phone may ring at all is asked when it does.
 */
export async function mayKeepAnswer(deps: Deps, ringing: Answering): Promise<boolean> {
  if (!deps.archive) return false;
  const at = deps.runtime.now();
  const judged = (record: boolean) => judgeRinging(deps, { ...ringing, record, at });
  const [recorded, bare] = [await judged(true), await judged(false)];
  return recorded.effect === bare.effect && recorded.ruleIds.join() === bare.ruleIds.join();
}
