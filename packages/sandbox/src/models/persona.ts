import type { NewModelScript } from './script.ts';

/** A conversation as a model sees it. */
export interface Said {
  readonly system: string;
  readonly turns: readonly { readonly role: 'user' | 'assistant' | 'tool'; readonly text: string }[];
  readonly tools: readonly string[];
}

type Reply = NewModelScript['replies'][number];

const mostTurns = 8;
const longestEcho = 60;

/** What a persona knows when it is to speak. */
interface Scene {
  readonly words: string;
  readonly mission: string | undefined;
  readonly principal: string;
  /** Whether its mission was said, and heard. */
  readonly isStated: boolean;
}

/**
 * What a simulated model says by itself: it states its mission and gives a name, or agrees to what is asked and asks for
 * one, and ends the call at goodbye. The same conversation gets the same answer, and two of them come to an end.
 */
export function personaReply({ system, turns, tools }: Said): Reply {
  if (/answer with json only/i.test(system)) return { text: judgement(turns) };
  const last = turns.at(-1);
  const scene = sceneOf(system, turns);
  if (last?.role === 'tool') return { text: 'That is done. Is there anything else?' };
  const isOver = turns.filter(turn => turn.role === 'user').length >= mostTurns || endsIt(scene);
  if (isOver && tools.includes('hang_up'))
    return { tools: [{ name: 'hang_up', arguments: { last_words: 'Thank you. Goodbye.' } }] };
  if (isOver) return { text: 'Thank you. Goodbye.' };
  return { text: turns.some(turn => turn.role === 'assistant') ? answerTo(scene) : opening(scene) };
}

function sceneOf(system: string, turns: Said['turns']): Scene {
  const last = turns.at(-1);
  const mission = /your mission: ([^\n]+)/i
    .exec(system)?.[1]
    ?.trim()
    .replace(/[.!?]+$/, '');
  const own = turns.filter(turn => turn.role === 'assistant').map(turn => turn.text);
  return {
    words: last?.role === 'user' ? last.text.trim() : '',
    mission,
    principal: /you speak for ([^.\n]+)/i.exec(system)?.[1]?.trim() ?? 'me',
    isStated: mission !== undefined && own.some(text => text.includes(mission)),
  };
}

function opening({ words, mission }: Scene): string {
  const asked = askedIn(words);
  if (asked !== undefined) return `Yes, that is possible: ${asked}. What name may I note?`;
  return mission === undefined ? 'Hello. How may I help you?' : `Hello. I am calling about this: ${mission}.`;
}

function endsIt({ words, isStated }: Scene): boolean {
  return /\b(good ?bye|bye|that is all|that's all|no,? thank)/i.test(words) || (isStated && /\bnoted\b/i.test(words));
}

function answerTo(scene: Scene): string {
  const { words, mission, principal, isStated } = scene;
  const name = /\bname is ([^.]+)/i.exec(words)?.[1];
  if (askedIn(words) !== undefined) return opening(scene);
  if (name !== undefined) return `Thank you, ${name}. It is noted.`;
  if (/\bwhat name\b/i.test(words)) return `The name is ${principal}.`;
  if (mission !== undefined && !isStated) return `I am calling about this: ${mission}.`;
  if (words === '') return 'I am listening.';
  const isShort = words.length <= longestEcho && !/i understand|ai assistant/i.test(words);
  return isShort ? `I understand: ${words.replace(/[.!?]+$/, '')}. Is there anything else?` : 'What may I do for you?';
}

function askedIn(words: string): string | undefined {
  return /calling about this: ([^.?!]+)/i.exec(words)?.[1];
}

// What a caller said stands in the transcript as "caller: …".
function judgement(turns: Said['turns']): string {
  const spoken = turns.at(-1)?.text ?? '';
  const quote = /^caller: (.+)$/m.exec(spoken)?.[1];
  return JSON.stringify({
    outcome: quote ? 'success' : 'partial',
    summary: 'The simulated model talked with the other party.',
    evidence: quote ? [quote] : [],
  });
}
