import { isAskingWhetherAi, isEmergency } from '../session/listening.ts';
import { phrasesIn } from '../session/phrases.ts';
import type { CallSettings } from '../session/state.ts';
import type { BrainPart, TextBrain } from './brain.ts';

/** What must never be said aloud, besides what looks like a key. */
export interface Guards {
  readonly secrets?: readonly string[];
}

// Tokens of ours and of vendors, card numbers, anything that announces itself as a password.
const secretShapes =
  /\bbd_(live|test)_\w+|\b(sk|pk|rk|key|xox[abp]|gh[pousr])[-_][A-Za-z0-9_-]{12,}|\bAC[0-9a-f]{32}\b|\beyJ[\w-]{10,}\.[\w-]+\.[\w-]+/g;
const longNumber = /\b\d(?:[ -]?\d){12,18}\b/g;
// In the languages of the phrases. Curly apostrophes are straightened before.
const claimsToBeHuman = new RegExp(
  [
    String.raw`\b(i am|i'm) (not (an? )?(ai|robot|bot|machine|computer)|(a )?(real )?(human|person))\b`,
    String.raw`\bich bin (kein\w* (ki|roboter|bot|maschine|computer)|(ein\w* )?(echt\w* )?(mensch|person))\b`,
    String.raw`\bsoy (un[ao]? )?(ser )?(human[oa]|persona)\b|\bno soy (un[ao]? )?(ia|robot|máquina|bot|ordenador)\b`,
    String.raw`\bje suis (un|une)? ?(être )?(humaine?|(vraie )?personne)\b|\bje ne suis pas (un|une) (ia|robot|machine|bot|ordinateur)\b`,
    String.raw`\bsono (un[ao']? ?)?(essere )?(uman[oa]|persona)\b|\bnon sono (un[ao']? ?)?(ia|ai|robot|macchina|bot)\b`,
    String.raw`\bsou (uma? )?(ser )?(human[oa]|pessoa)\b|\bnão sou (uma? )?(ia|robô|máquina|bot)\b`,
  ].join('|'),
  'i',
);

/**
 * Guard rails that hold whatever the model says: asked whether it is an AI the line answers the truth, an emergency is
 * answered at once, a claim to be human and anything that looks like a secret is not spoken. Text is held back to the end
 * of its clause (or 160 characters), so that nothing slips through in pieces.
 */
export function withGuardrails(
  brain: TextBrain,
  { language }: Pick<CallSettings, 'language'>,
  guards: Guards = {},
): TextBrain {
  const phrases = phrasesIn(language);
  const clean = (text: string) => {
    const hidden = (guards.secrets ?? [])
      .filter(secret => secret.length > 3)
      .reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
    return claimsToBeHuman.test(hidden.replaceAll('’', "'"))
      ? phrases.iAmAnAi
      : hidden.replace(secretShapes, '…').replace(longNumber, number => (isCardNumber(number) ? '…' : number));
  };
  return {
    ...brain,
    ...(brain.open && { open: (context, signal) => guarded(brain.open!(context, signal), clean) }),
    async *onTurn(turn, signal) {
      if (isEmergency(turn.text)) yield { kind: 'text', text: `${phrases.emergency} ` };
      else if (isAskingWhetherAi(turn.text)) {
        brain.tell?.('The line itself has truthfully answered that you are an AI.');
        return yield { kind: 'text', text: phrases.iAmAnAi };
      }
      yield* guarded(brain.onTurn(turn, signal), clean);
    },
  };
}

const longestHeld = 160;
const boundary = /[.!?…,;:]["')\]]*\s|[。！？，；]|\n/g;

async function* guarded(parts: AsyncIterable<BrainPart>, clean: (text: string) => string): AsyncGenerator<BrainPart> {
  let held = '';
  for await (const part of parts) {
    // What is not to be cut is said whole.
    if (part.kind !== 'text' || part.isProtected) {
      if (held !== '') yield { kind: 'text', text: clean(held) };
      held = '';
      if (part.kind === 'text') {
        yield { ...part, text: clean(part.text) };
        continue;
      }
      yield part.kind === 'hang-up' && part.lastWords !== undefined
        ? { ...part, lastWords: clean(part.lastWords) }
        : part;
      continue;
    }
    held += part.text;
    const end = endOfWhole(held);
    if (end > 0) yield { kind: 'text', text: clean(held.slice(0, end)) };
    held = held.slice(end);
  }
  if (held !== '') yield { kind: 'text', text: clean(held) };
}

// A clause, or so much that waiting would be heard; then up to the last blank, for a secret has none.
function endOfWhole(text: string): number {
  const last = [...text.matchAll(boundary)].at(-1);
  if (last) return last.index + last[0].length;
  return text.length > longestHeld ? text.lastIndexOf(' ') + 1 : 0;
}

// Luhn's sum tells a card number from a long telephone number, nine times of ten.
function isCardNumber(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce(
    (total, digit, at) => total + (at % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2),
    0,
  );
  return sum % 10 === 0;
}
