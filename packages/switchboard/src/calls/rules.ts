import type { CallCaps } from '@buttdial/core';

/** What an operator decides about live calls. Times in the unit of their names. */
export interface CallRules {
  /** E.164 prefixes that may be rung. Empty: nothing rings. Organizations and agents may only narrow it. */
  readonly allowPrefixes: readonly string[];
  readonly caps: CallCaps;
  /** No call is longer, whatever it asks for. */
  readonly maxSeconds: number;
  readonly ringSeconds: number;
  /** BCP-47, where neither call nor agent says another. */
  readonly language: string;
  /** The carrier's or the speech service's id of a voice. */
  readonly voice?: string;
  /** `auto`: the carrier's text relay, unless who speaks needs the audio. */
  readonly transport: 'auto' | 'relay' | 'media';
  /** How long a call belongs to a server that is silent. */
  readonly leaseMs: number;
  readonly pollMs: number;
  /** Where carriers open sockets to this very server; the public URL when left out. */
  readonly socketUrl?: URL;
}

/** Nothing rings until an operator says what may. */
export const defaultCallRules: CallRules = {
  allowPrefixes: [],
  caps: { concurrentPerAgent: 5, concurrentPerOrganization: 20, secondsPerDayPerAgent: 3_600 },
  maxSeconds: 1_800,
  ringSeconds: 30,
  language: 'en-US',
  transport: 'auto',
  leaseMs: 30_000,
  pollMs: 1_000,
};

/** True when a number stands on every list that there is. The operator's is always there. */
export function mayRing(number: string, lists: readonly (readonly string[] | undefined)[]): boolean {
  return lists.every(list => list === undefined || list.some(prefix => number.startsWith(prefix)));
}
