import type { Conversation } from '../session/conversation.ts';
import { createConsentQuestion, type RecordingConsent } from './consent.ts';
import type { ModelLink } from './realtime-link.ts';

/** What the line settles itself before a speech-to-speech model is heard. */
export interface RealtimeConsent {
  /** It is the model's turn to speak, after the question. */
  open(): void;
  heard(text: string, isInterrupted: boolean): void;
  /** @returns whether the turn was an answer to the line. */
  takes(turn: string): boolean;
  /** @returns whether a tool came too early; the model is told so later. */
  refuses(toolCallId: string): boolean;
}

const tooEarly = 'That was not done: the line itself was talking with the other party.';
const settled =
  'The line itself has asked the other party whether this call may be recorded, and has their answer. Do not speak of it. Begin the conversation now.';

/**
 * Asks whether the call may be recorded, where that is wanted. The model hears everything meanwhile, and answers by itself: until
 * the question is settled nobody hears that.
 */
export function createRealtimeConsent(
  consent: RecordingConsent | undefined,
  { link, say }: { readonly link: Pick<ModelLink, 'open' | 'isOpen' | 'session'>; readonly say: Conversation['say'] },
): RealtimeConsent {
  const question = consent && createConsentQuestion(consent);
  const early: string[] = [];
  const ask = (words: string) => say(words, { isProtected: false, isDisclosure: false });
  const isAsking = () => question !== undefined && !question.isSettled() && !link.isOpen();
  return {
    open() {
      if (question && isAsking()) ask(question.ask());
      else link.open();
    },
    heard: (text, isInterrupted) => question?.heard(text, isInterrupted),
    takes(turn) {
      if (!question || !isAsking()) return false;
      const again = question.answer(turn);
      if (again !== undefined) ask(again);
      else {
        for (const id of early.splice(0)) link.session()?.answerTool(id, tooEarly);
        link.open(settled);
      }
      return true;
    },
    refuses(toolCallId) {
      if (isAsking()) early.push(toolCallId);
      return isAsking();
    },
  };
}
