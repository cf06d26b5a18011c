import type { CallSettings } from '@buttdial/voice';

/** What one side of a call says. */
export interface Part {
  readonly settings: CallSettings;
  readonly opening?: string;
  readonly answers: readonly string[];
  readonly lastWords: string;
}

/** Both sides of a call. */
export interface Dialogue {
  readonly caller: Part;
  readonly callee: Part;
}

const settings = {
  language: 'en-US',
  disclose: true,
  voicemail: { policy: 'hang-up' },
  maxDurationMs: 120_000,
  ringMs: 30_000,
} as const;

/** An agent books a table with the agent of a restaurant. One sentence a turn: whoever pauses may be answered. */
export const demoDialogue: Dialogue = {
  caller: {
    settings: { ...settings, direction: 'outbound', callerIdentity: 'Ada Example', topic: 'a table for tonight' },
    answers: [
      'For two at half past seven, please.',
      'The window would be lovely, thank you.',
      'Ada Example, and she will be there at half past seven.',
    ],
    lastWords: 'Wonderful, thank you and goodbye.',
  },
  callee: {
    settings: { ...settings, direction: 'inbound', callerIdentity: 'Pizzeria Roma' },
    answers: [
      'Pizzeria Roma, gladly, for how many people and at what time?',
      'That is fine, and would you like the table by the window?',
      'Then it is yours, under which name may I write it down?',
      'Noted, and we are looking forward to it.',
    ],
    lastWords: 'Goodbye.',
  },
};
