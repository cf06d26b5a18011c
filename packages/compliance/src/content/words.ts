import type { ContentFlag } from '../action.ts';

/*
 * Single words that need no context. Whole words only, so that Scunthorpe and Hancock stay what they are; a letter may
 * be repeated ("fuuuck"). Words that are harmless in most business messages (dick, cock, gun, weed, bet) are left to
 * the phrases.
 */

/** Words in which the root may stand anywhere: nothing harmless contains them. */
const inside: Partial<Record<ContentFlag, readonly string[]>> = {
  profanity: [
    'fuck',
    'fuk',
    'fvck',
    'phuck',
    'phuk',
    'fcuk',
    'fuxk',
    'fyck',
    'fuqing',
    'bullshit',
    'horseshit',
    'dipshit',
    'asshole',
    'arsehole',
    'assholes',
    'cocksuck',
    'dickhead',
    'motherfuc',
    'wanker',
    'bollocks',
    'douchebag',
    'jackass',
    'dumbass',
    'asshat',
    'asswipe',
  ],
  hate: [
    'nigger',
    'nigga',
    'niglet',
    'faggot',
    'sandnigg',
    'towelhead',
    'raghead',
    'wetback',
    'porchmonkey',
    'junglebunny',
    'zipperhead',
    'beaner',
    'shemale',
    'untermensch',
    'muzzie',
    'muzrat',
    'libtard',
  ],
  sex: [
    'blowjob',
    'handjob',
    'rimjob',
    'porn',
    'hentai',
    'onlyfans',
    'dildo',
    'cumshot',
    'gangbang',
    'creampie',
    'deepthroat',
    'camgirl',
    'sextape',
  ],
};

/** Whole words, with the usual endings. */
const whole: Partial<Record<ContentFlag, readonly string[]>> = {
  profanity: [
    'fck',
    'fcking',
    'fckin',
    'fkn',
    'fking',
    'fuckin',
    'effing',
    'stfu',
    'gtfo',
    'wtf',
    'milf',
    'shit',
    'shite',
    'shitty',
    'shittiest',
    'shithead',
    'shithole',
    'shitshow',
    'shitface',
    'shitting',
    'sht',
    'bitch',
    'bitches',
    'bitchy',
    'bitching',
    'biatch',
    'bich',
    'btch',
    'cunt',
    'cunty',
    'cynt',
    'bastard',
    'bastards',
    'twat',
    'prick',
    'pricks',
    'slut',
    'slutty',
    'whore',
    'whores',
    'wank',
    'wanking',
    'bugger',
    'goddamn',
    'goddammit',
    'pissed',
    'turd',
    'skank',
    'skanky',
    'tits',
    'titties',
    'boobs',
    'puta',
    'puto',
    'putas',
    'mierda',
    'pendejo',
    'pendeja',
    'cabron',
    'chinga',
    'chingada',
    'joder',
    'merde',
    'putain',
    'connard',
    'salope',
    'encule',
    'scheisse',
    'arschloch',
    'wichser',
    'fotze',
    'hurensohn',
    'cazzo',
    'stronzo',
    'vaffanculo',
    'puttana',
    'caralho',
    'porra',
    'kurwa',
    'chuj',
    'сука',
    'блять',
    'бля',
    'хуй',
    'пизда',
    'ебать',
  ],
  hate: [
    'fag',
    'fags',
    'kike',
    'kikes',
    'spic',
    'spics',
    'gook',
    'gooks',
    'chinks',
    'paki',
    'pakis',
    'tranny',
    'trannies',
    'dykes',
    'coons',
    'retard',
    'retards',
    'retarded',
    'mongoloid',
    'golliwog',
    'jigaboo',
    'darkie',
    'darkies',
    'gyppo',
    'pikey',
    'pikeys',
    'nazi',
    'negroes',
    'honky',
    'subhumans',
    'spaz',
    'cripples',
    'camelfucker',
    'redskins',
    'halfbreed',
  ],
  sex: [
    'horny',
    'orgasm',
    'orgasms',
    'nudes',
    'masturbate',
    'masturbation',
    'masturbating',
    'threesome',
    'xxxx',
    'erotic',
    'erotica',
    'stripper',
    'strippers',
    'hooker',
    'hookers',
    'bukkake',
    'fetish',
    'kinky',
    'sexting',
    'milfs',
    'bdsm',
  ],
  alcohol: ['vodka', 'whiskey', 'whisky', 'tequila', 'bourbon', 'booze', 'liquor', 'mezcal', 'moonshine', 'hooch'],
  firearms: [
    'firearm',
    'firearms',
    'handgun',
    'handguns',
    'rifle',
    'rifles',
    'pistol',
    'pistols',
    'ammo',
    'ammunition',
    'glock',
    'glocks',
    'shotguns',
    'gunshop',
  ],
  tobacco: [
    'cigarette',
    'cigarettes',
    'cigar',
    'cigars',
    'cigarillos',
    'vape',
    'vapes',
    'vaping',
    'ecig',
    'ecigs',
    'ecigarettes',
    'hookah',
    'snus',
    'tobacco',
    'nicotine',
    'juul',
  ],
  cannabis: ['cannabis', 'marijuana', 'ganja', 'thc', 'delta8', 'kush', 'sativa', 'indica', 'cannabidiol', 'marihuana'],
  gambling: [
    'casino',
    'casinos',
    'roulette',
    'blackjack',
    'sportsbook',
    'sportsbetting',
    'gambling',
    'gamble',
    'baccarat',
    'jackpots',
  ],
};

/** Whole words without endings: with one they would be another word (assess, arsenal). */
const exact: typeof whole = { profanity: ['ass', 'arse', 'arses'] };

/** A torn word counts only if it is one of these: nothing harmless joins to them. */
const tearable = [
  'fuck',
  'fucking',
  'fucker',
  'shit',
  'bitch',
  'cunt',
  'asshole',
  'nigger',
  'nigga',
  'faggot',
  'bastard',
  'whore',
];

/** Whole words that may hide behind stars. */
const starrable: readonly (readonly [string, ContentFlag])[] = [
  ...[
    'fuck',
    'fucks',
    'fucked',
    'fucker',
    'fuckers',
    'fucking',
    'fuckin',
    'shit',
    'shits',
    'shitty',
    'bullshit',
    'bitch',
    'bitches',
    'cunt',
    'cunts',
    'ass',
    'asshole',
    'assholes',
    'bastard',
    'bastards',
    'motherfucker',
    'whore',
    'slut',
    'dick',
    'dickhead',
    'pussy',
    'prick',
    'twat',
  ].map(word => [word, 'profanity'] as const),
  ...['nigger', 'niggers', 'nigga', 'faggot', 'faggots', 'fag', 'kike', 'spic', 'retard', 'tranny'].map(
    word => [word, 'hate'] as const,
  ),
];

/** Harmless words that hold a root by chance. */
const harmless = new Set([
  'fukuoka',
  'fukushima',
  'fukui',
  'fukuda',
  'fukuyama',
  'fukujin',
  'niggard',
  'niggardly',
  'snigger',
  'sniggers',
  'sniggering',
  'beanery',
  'cumshots',
]);

/** "fuck" as `f+u+c+k+`: repeated letters do not hide a word. */
const stretched = (word: string) => [...word].map(letter => `${letter}+`).join('');

interface WordTest {
  readonly flag: ContentFlag;
  readonly pattern: RegExp;
}

function tests(table: typeof whole, build: (alternatives: string) => string): readonly WordTest[] {
  return Object.entries(table).map(([flag, words]) => ({
    flag: flag as ContentFlag,
    pattern: new RegExp(build(words.map(stretched).join('|')), 'u'),
  }));
}

const wordTests: readonly WordTest[] = [
  ...tests(inside, alternatives => `(?:${alternatives})`),
  ...tests(exact, alternatives => `^(?:${alternatives})$`),
  ...tests(whole, alternatives => `^(?:${alternatives})(?:s|ed|er|ers|ing|y)?$`),
];

const tornTest = new RegExp(`^(?:${tearable.map(stretched).join('|')})$`, 'u');

/** Longer runs of letters are noise, and would cost more than they tell. */
const longestWord = 40;

/** A torn word begins like one of `tearable`; most neighbours do not. */
const tornBeginning = new RegExp(`^[${[...new Set(tearable.map(word => word[0]))].join('')}]`, 'u');

/** The flags of single words, in any disguise that was undone. */
export function flagsOfWords(
  words: Iterable<string>,
  joined: Iterable<string>,
  starred: readonly RegExp[],
): ReadonlySet<ContentFlag> {
  const flags = new Set<ContentFlag>();
  for (const word of words) {
    if (word.length > longestWord || harmless.has(word)) continue;
    for (const { flag, pattern } of wordTests) if (!flags.has(flag) && pattern.test(word)) flags.add(flag);
  }
  for (const word of joined)
    if (word.length <= longestWord && tornBeginning.test(word) && tornTest.test(word))
      flags.add(/nig|fag/u.test(word) ? 'hate' : 'profanity');
  for (const pattern of starred) for (const [word, flag] of starrable) if (pattern.test(word)) flags.add(flag);
  return flags;
}
