import { describe, expect, test } from 'vitest';
import evasion from '../../corpus/evasion.json' with { type: 'json' };
import ordinary from '../../corpus/ordinary-messages.json' with { type: 'json' };
import phrases from '../../corpus/phrases.json' with { type: 'json' };
import { type ContentFlag, type ContentModerator, createContentScreen, screenContent } from '../index.ts';

const abuse: readonly ContentFlag[] = ['profanity', 'hate', 'harassment', 'threat', 'violence', 'abuse'];
const isAbusive = (text: string) => screenContent(text).flags.some(flag => abuse.includes(flag));

describe('measured on the corpus', () => {
  test('at most 1% of 1,000 ordinary messages are flagged: none', () => {
    expect(ordinary.messages).toHaveLength(1000);
    expect(ordinary.messages.filter(text => screenContent(text).flags.length > 0)).toEqual([]);
  });
  test('at least 95% of 300 disguised words are found: 298', () => {
    const found = evasion.strings.filter(item => screenContent(item.text).flags.includes(item.flag as ContentFlag));
    expect([evasion.strings.length, found.length]).toEqual([300, 298]);
  });
  test('all 16 starred words are found', () => {
    expect(evasion.stars.filter(item => !screenContent(item.text).flags.includes(item.flag as ContentFlag))).toEqual(
      [],
    );
  });
  test('56 of 57 abusive phrases are found, and no harmless neighbour', () => {
    const missed = phrases.abusive.filter(item => !isAbusive(item.text));
    expect([phrases.abusive.length, missed.length]).toEqual([57, 1]);
    expect(phrases.clean.filter(text => screenContent(text).flags.length > 0)).toEqual([]);
  });
});

describe('carrier categories', () => {
  test.each<[string, ContentFlag]>([
    ['20% off all vodka this weekend', 'alcohol'],
    ['Join us for happy hour at 5', 'alcohol'],
    ['New Glock and ammo in stock', 'firearms'],
    ['Flavored vapes now 2 for 1', 'tobacco'],
    ['Dispensary deals: weed delivery tonight', 'cannabis'],
    ['CBD gummies for sleep', 'cannabis'],
    ['100 free spins at our casino', 'gambling'],
    ['Payday loan approved, no credit check', 'payday_loan'],
    ['Hot singles near you', 'sex'],
  ])('%s is %s', (text, flag) => {
    expect(screenContent(text).flags).toContain(flag);
  });
  test.each([
    'No alcohol 24 hours before surgery',
    'Quit smoking: stop cigarettes with our program',
    'This hotel is tobacco free',
    'Time slots left on Monday',
    'Your gym has a massage gun on sale',
    'Seat A55, flight 455',
    'I bet you will like it',
    'Weed trimmer back in stock',
  ])('%s is nothing', text => {
    expect(screenContent(text).flags).toEqual([]);
  });
});

test.each(['a'.repeat(50_000), 'f '.repeat(20_000), '*'.repeat(50_000), 'all women are really '.repeat(3000)])(
  'long noise is answered',
  text => {
    expect(Array.isArray(screenContent(text).flags)).toBe(true);
  },
);

describe('with a moderator', () => {
  const answering = (flags: readonly ContentFlag[]): ContentModerator => ({ moderate: async () => ({ flags }) });
  const failing: ContentModerator = {
    moderate: async () => {
      throw new Error('unreachable');
    },
  };
  test('flags add up, and a moderator never clears one', async () => {
    const screen = createContentScreen({ moderator: answering(['abuse']) });
    expect(await screen.screen('fuck this')).toEqual({
      flags: ['profanity', 'abuse'],
      held: false,
      moderator: 'answered',
    });
    expect((await createContentScreen({ moderator: answering([]) }).screen('fuck this')).flags).toEqual(['profanity']);
  });
  test('an outage holds by default', async () => {
    expect(await createContentScreen({ moderator: failing }).screen('hello')).toEqual({
      flags: [],
      held: true,
      moderator: 'failed',
    });
    expect((await createContentScreen({ moderator: failing, onOutage: 'local_only' }).screen('hello')).held).toBe(
      false,
    );
  });
  test('a cancelled call is cancelled, not held', async () => {
    const screen = createContentScreen({ moderator: failing });
    await expect(screen.screen('hello', { signal: AbortSignal.abort() })).rejects.toThrow('unreachable');
  });
  test('without one, the local filter answers', async () => {
    expect(await createContentScreen().screen('hello')).toEqual({ flags: [], held: false, moderator: 'none' });
  });
});
