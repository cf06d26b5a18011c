import type { CallPlan } from '@buttdial/core';

const socket = new URL('wss://buttdial.example/calls/token');
const action = new URL('https://buttdial.example/calls/next?a=1&b=%22');
const last: CallPlan = { kind: 'hang-up' };
const next = 'then';
const before = (step: object): CallPlan => ({ ...step, [next]: last }) as CallPlan;

/** A plan of every kind, with a text in each place where a stranger's words may stand. */
export const everyPlan: readonly { readonly kind: CallPlan['kind']; readonly plan: (text: string) => CallPlan }[] = [
  {
    kind: 'relay',
    plan: text => ({
      kind: 'relay',
      url: socket,
      action,
      greeting: text,
      greetingInterruptible: 'any',
      interruptible: 'speech',
      language: 'en-US',
      voice: text,
      hints: [text],
      reportDigits: true,
      parameters: { call: text },
    }),
  },
  {
    kind: 'media',
    plan: text => ({
      kind: 'media',
      url: socket,
      format: { encoding: 'mulaw', sampleRate: 8000, channels: 1 },
      parameters: { call: text },
    }),
  },
  { kind: 'say', plan: text => before({ kind: 'say', text, language: 'en-US', voice: text }) },
  { kind: 'play', plan: () => before({ kind: 'play', url: action }) },
  { kind: 'digits', plan: text => before({ kind: 'digits', digits: text }) },
  { kind: 'pause', plan: () => before({ kind: 'pause', seconds: 2 }) },
  { kind: 'dial', plan: text => ({ kind: 'dial', to: text, callerId: text, action, timeLimitSeconds: 60 }) },
  { kind: 'conference', plan: text => ({ kind: 'conference', room: text, endOnExit: true }) },
  { kind: 'reject', plan: () => ({ kind: 'reject', reason: 'busy' }) },
  { kind: 'hang-up', plan: () => last },
];
