import type { CallUpdate } from '@buttdial/voice';

type Line = Pick<Extract<CallUpdate, { kind: 'line' }>, 'who' | 'text'>;

/** What a line means for a recording. `spoiled`: a card number was said while it went on. */
export type CardNews = 'pause' | 'resume' | 'spoiled' | undefined;

const aboutCards =
  /\b(card number|(credit|debit|bank) ?card|security code|cvv|cvc|kredit(karte|karten)\w*|kartennummer|prüfnummer|tarjeta|código de seguridad|carte (bancaire|de crédit)|carta di credito|codice di sicurezza|cartão)\b/iu;
const spokenDigits =
  /\b(zero|one|two|three|four|five|six|seven|eight|nine|null|eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun)\b/giu;
const cardDigits = 12;
const someDigits = 3;

/** Follows a conversation and tells when somebody is about to say the number of a card, and when that is over. */
export function cardWatch(): (line: Line) => CardNews {
  let isPaused = false;
  let hasAnswered = false;
  return ({ who, text }) => {
    const digits = (text.match(/\d/g)?.length ?? 0) + (text.match(spokenDigits)?.length ?? 0);
    const isCard = digits >= cardDigits;
    const isAbout = aboutCards.test(text);
    if (!isPaused && (isCard || isAbout)) {
      [isPaused, hasAnswered] = [true, isCard && who === 'caller'];
      return isCard && who === 'caller' ? 'spoiled' : 'pause';
    }
    if (!isPaused || isAbout || isCard) return undefined;
    // Numbers come in pieces, with an expiry and a code after them: it is over when we speak after an answer without any.
    if (who === 'caller') hasAnswered = digits < someDigits || hasAnswered;
    else if (hasAnswered) isPaused = false;
    return isPaused ? undefined : 'resume';
  };
}
