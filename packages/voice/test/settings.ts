import type { CallSettings } from '../src/session/state.ts';

/** A call that we make, and that says who it is. */
export const outbound: CallSettings = {
  direction: 'outbound',
  language: 'en-US',
  callerIdentity: 'Ada',
  disclose: true,
  voicemail: { policy: 'hang-up' },
  maxDurationMs: 300_000,
  ringMs: 30_000,
};

/** The same, when somebody calls us. */
export const inbound: CallSettings = { ...outbound, direction: 'inbound' };
