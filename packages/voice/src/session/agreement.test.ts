import { describe, expect, it } from 'vitest';
import { agreementIn } from './agreement.ts';

describe('an answer to a yes-or-no question', () => {
  it.each(['Yes.', 'Yeah, sure', 'Of course!', 'Ja, gerne.', 'Sí, claro', "Oui, d'accord", 'Va bene.', 'Sim, pode'])(
    'agrees: %s',
    text => expect(agreementIn(text)).toBe('yes'),
  );
  it.each(['No.', 'No, thank you', "I'd rather not", 'Nein danke', 'Bitte nicht', 'Non merci', 'Não, obrigado'])(
    'refuses: %s',
    text => expect(agreementIn(text)).toBe('no'),
  );
  it.each(['Who is this?', 'Yes and no', 'Well, yes, but not now', 'Nobody is here', 'Know what?', ''])(
    'is none: %s',
    text => expect(agreementIn(text)).toBe('unclear'),
  );
});
