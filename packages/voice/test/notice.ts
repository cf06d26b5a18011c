import type { MediaTransport, TextTransport } from '@buttdial/core';
import type { TextBrain } from '../src/brains/brain.ts';
import type { Speaker } from '../src/session/conversation.ts';
import { textSpeaker } from '../src/session/text-speaker.ts';

export const notice = 'Calls cost one euro a minute.';

/** Tells a long story with a notice in it that the law wants heard. */
export function withNotice(lift?: (transport: MediaTransport) => TextTransport): Speaker {
  const brain: TextBrain = {
    async *onTurn({ sequence }) {
      if (sequence > 1) return;
      yield { kind: 'text', text: 'We have soup, bread, and a very long list of other dishes. ' };
      yield { kind: 'text', text: notice, isProtected: true };
      yield { kind: 'text', text: 'And more of it.' };
    },
  };
  return textSpeaker(brain, lift ? { lift } : {});
}
