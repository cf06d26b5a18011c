import type { Facts } from '@buttdial/core';

type UnderWay = Facts['underWay'][number];

/** Facts in which every attempt counts that others have in hand. @param messageId the one that asks. */
export function withOthers(facts: Facts, messageId: string): Facts {
  return facts.underWay.length === 0 ? facts : counting(facts, other => other.messageId !== messageId);
}

/** Facts in which calls count that are going on: they ring already, and may go on for long. */
export function withCalls(facts: Facts): Facts {
  return counting(facts, other => other.channel === 'voice');
}

/**
 * Facts in which attempts count that others began before: of two calls at the same moment one may ring.
 * @param messageId of the one that asks, if it has begun; else every other one was before it.
 */
export function withEarlier(facts: Facts, messageId: string | undefined): Facts {
  const own = facts.underWay.find(one => one.messageId === messageId);
  return counting(facts, other => other !== own && (!own || isBefore(other, own)));
}

function isBefore(one: UnderWay, other: UnderWay): boolean {
  const difference = one.at.getTime() - other.at.getTime();
  return difference < 0 || (difference === 0 && one.messageId < other.messageId);
}

function counting(facts: Facts, counts: (one: UnderWay) => boolean): Facts {
  const more = facts.underWay.filter(counts);
  return more.length === 0 ? facts : { ...facts, attempts: [...more, ...facts.attempts] };
}
