import { describe, expect, test } from 'vitest';
import corpus from '../../corpus/opt-out.json' with { type: 'json' };
import { detectOptOut, isOptOut } from '../index.ts';
import keywords from './keywords.json' with { type: 'json' };

describe('keywords', () => {
  test('the seven words of the FCC rule stop every time', () => {
    for (const word of ['stop', 'quit', 'end', 'revoke', 'opt out', 'cancel', 'unsubscribe']) {
      for (const form of [
        word,
        word.toUpperCase(),
        `${word}.`,
        ` ${word}!! `,
        `"${word}"`,
        `${word} 🛑`,
        `please ${word}`,
        `${word}, thanks`,
      ]) {
        expect([form, detectOptOut(form)]).toEqual([form, 'stop']);
      }
    }
  });
  test('every stop, start and help word of the table is read as such', () => {
    for (const kind of ['stop', 'start', 'help'] as const) {
      for (const [language, words] of Object.entries(keywords[kind])) {
        for (const word of words) expect([word, detectOptOut(word, { language })]).toEqual([word, kind]);
      }
    }
  });
  test.each(['ＳＴＯＰ', 's t o p', 'S.T.O.P', 'stooooop', 'st0p', 'STOP STOP STOP', 'ARRÊT', 'הַסֵר', 'St​op'])(
    '%s is stop',
    text => {
      expect(isOptOut(text)).toBe(true);
    },
  );
  test('a word that is harmless elsewhere stops only in its own language', () => {
    expect(detectOptOut('fine')).toBeUndefined();
    expect(detectOptOut('Fine', { language: 'it-IT' })).toBe('stop');
    expect(detectOptOut('para', { language: 'es' })).toBe('stop');
  });
  test('yes is start only as an answer', () => {
    expect(detectOptOut('Yes')).toBeUndefined();
    expect(detectOptOut('Yes!', { answersOptIn: true })).toBe('start');
    expect(detectOptOut('yes please', { answersOptIn: true })).toBe('start');
    expect(detectOptOut('yes but stop texting me', { answersOptIn: true })).toBe('stop');
  });
  test('unstop and start are not stop', () => {
    for (const word of ['START', 'unstop', 'Subscribe', 'resume']) expect(detectOptOut(word)).toBe('start');
  });
  test.each(['', '   ', '🙂', '…'])('%j asks nothing', text => {
    expect(detectOptOut(text)).toBeUndefined();
  });
  test('reads a bounded beginning', () => {
    expect(detectOptOut(`${'hello '.repeat(20_000)} stop texting me`)).toBeUndefined();
  });
});

describe('free text, measured on the corpus', () => {
  const missed = (part: 'tuned' | 'heldOut' | 'heldOut2') =>
    corpus[part].stop.filter(item => !isOptOut(item.text, { language: item.language }));
  const wrong = (part: 'tuned' | 'heldOut' | 'heldOut2') =>
    corpus[part].other.filter(item => isOptOut(item.text, { language: item.language }));
  test('holds what the README says', () => {
    const counts = (['tuned', 'heldOut', 'heldOut2'] as const).map(part => [
      corpus[part].stop.length,
      missed(part).length,
      corpus[part].other.length,
      wrong(part).length,
    ]);
    expect(counts).toEqual([
      [195, 0, 196, 1],
      [120, 0, 115, 0],
      [92, 0, 71, 0],
    ]);
  });
});
