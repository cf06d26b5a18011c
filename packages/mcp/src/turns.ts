import type { Context, Question } from './registrar.ts';

/** What a model is told that is to reply in a call. */
export interface TurnContext {
  readonly instructions: string;
  readonly lines: readonly { readonly who: 'agent' | 'caller'; readonly text: string }[];
}

/** One turn of a caller that waits for a reply. */
export interface Turn {
  readonly text: string;
  readonly context: TurnContext;
}

/** What a client said to a turn. */
export interface Reply {
  readonly reply: string;
  readonly hangUp: boolean;
}

// Spoken in half a minute; people wait at the other end.
const longestAnswerTokens = 300;
const longestReply = 4_000;

/** True when the client can be asked for a reply. */
export function canBeAsked({ clientCapabilities }: Context): boolean {
  return Boolean(clientCapabilities.sampling ?? clientCapabilities.elicitation);
}

/** Asks the client's model what to say, or its person where it lends no model. */
export function questionOf(turn: Turn, { clientCapabilities }: Context): Question {
  return clientCapabilities.sampling ? sampled(turn) : elicited(turn);
}

function sampled({ text, context }: Turn): Question {
  const spoken = context.lines.map(({ who, text }) => message(who === 'caller' ? 'user' : 'assistant', text));
  const isThere = context.lines.at(-1)?.who === 'caller' && context.lines.at(-1)?.text === text;
  const messages = isThere ? spoken : [...spoken, message('user', text)];
  return {
    method: 'sampling/createMessage',
    params: { systemPrompt: context.instructions, messages, maxTokens: longestAnswerTokens },
  };
}

function message(role: 'user' | 'assistant', text: string) {
  return { role, content: { type: 'text', text } };
}

function elicited({ text }: Turn): Question {
  return {
    method: 'elicitation/create',
    params: {
      mode: 'form',
      message: `On the telephone somebody said: “${plain(text)}” What is to be said?`,
      requestedSchema: {
        type: 'object',
        properties: {
          reply: { type: 'string', title: 'Reply', maxLength: longestReply },
          hangUp: { type: 'boolean', title: 'Hang up afterwards', default: false },
        },
        required: ['reply'],
      },
    },
  };
}

/** A stranger's words for a dialog: nothing in them may look like a part of it. */
export function plain(text: string): string {
  return text
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 500);
}

type Loose = Readonly<Record<string, unknown>>;

/** What a client answered; undefined when it declined, or said nothing that can be spoken. */
export function replyOf(answer: unknown): Reply | undefined {
  const { action, content } = (typeof answer === 'object' && answer !== null ? answer : {}) as Loose;
  const given = (Array.isArray(content) ? content[0] : content) as Loose | undefined;
  if (action !== undefined && action !== 'accept') return undefined;
  const words = action === 'accept' ? given?.reply : given?.type === 'text' ? given.text : undefined;
  if (typeof words !== 'string' || words.trim() === '') return undefined;
  return { reply: words.trim().slice(0, longestReply), hangUp: given?.hangUp === true };
}
