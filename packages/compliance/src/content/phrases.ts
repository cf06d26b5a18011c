import type { ContentFlag } from '../action.ts';
import { neededParts } from './needed-parts.ts';

/*
 * What needs more than one word: threats, hatred of groups, insults, and the offers that carriers refuse. On lower-case
 * text without apostrophes or punctuation.
 */

const you =
  '(?:you|u|ya|yo|ye|yall|them|him|her|your (?:\\w+ ){0,2}(?:family|kids?|children|wife|husband|mother|mom|son|daughter|dog|ass)|(?:all|every(?:one|body)) of you|this (?:bitch|bastard))';
const will =
  '(?:i|we|im|we re|ill|i ll|he|they|someone|somebody)(?: \\w+)? ?(?:will|ll|am going to|m going to|are going to|going to|gonna|gona|want to|wanna|would like to|d love to|would love to|have to|plan to|swear|should|ought to|shall|could|need to|must|m about to|about to)(?: \\w+){0,2}?';
const deadly =
  '(?:kill|murder|stab|strangle|behead|slaughter|butcher|execute|lynch|hang|choke|drown|rape|torture|bury|gut|skin|maim|mutilate|cripple|poison|gun down|hunt down|beat up|beat the (?:shit|crap|hell) out of|knock out|curb stomp|slap|punch|hurt|harm|attack|destroy|end|annihilate|smash)';
const groups =
  '(?:jews?|jewish people|muslims?|muslim people|islam|arabs?|blacks?|black people|black (?:wo)?men|africans?|asians?|chinese(?: people)?|mexicans?|latinos?|hispanics?|indians?|immigrants?|migrants?|foreigners?|refugees?|gays?|gay people|homos?|homosexuals?|lesbians?|trans(?: people| women| men)?|transgenders?|transsexuals?|queers?|women|woman|females?|feminists?|disabled(?: people)?|disabled persons?|cripples?|handicapped(?: people)?|gypsies|roma|christians?|catholics?|whites?|white people|fags?|faggots?|niggers?|niggas?|kikes?|trannies|spics?|pakis?|retards?|bitches|sluts|whores|hoes|cunts?|dykes?|wogs?|chinks?|gooks?|coons?|ragheads?|towelheads?|subhumans?)';
const vile =
  '(?:vermin|subhumans?|animals?|scum|filth|filthy|parasites?|cockroaches|roaches|rats|pigs|dogs|apes|monkeys|inferior|disgusting|evil|worthless|dirty|a disease|diseased|a plague|a cancer|cancer|a threat|trash|garbage|stupid|idiots?|dumb|criminals?|terrorists?|rapists?|savages?|leeches|losers?|repulsive|abominations?|an abomination|freaks?|perverts?|sick|mentally ill|retarded|ugly|weak|less than human|not human|unnatural|scroungers|lazy|shit|pieces? of shit|a burden|a disgrace|worse than \\w+|cunts?|bitches|objects|property|whores?|sluts?|liars|primitive|barbaric|cheap|greedy|thieves|brainless|uncivilized|cowards?)';
const hateVerb =
  '(?:hate|despise|loathe|detest|abhor|cant stand|can not stand|cannot stand|am disgusted by|m disgusted by|want to kill|want to exterminate|wanna kill|would kill)';

type PhraseTable = Partial<Record<ContentFlag, readonly string[]>>;

const phrases: PhraseTable = {
  threat: [
    `\\b${will} (?:fucking |literally |personally |so )?${deadly} ${you}\\b(?! (?:a |an |the |up (?:with|for)|time|this bill|the bill|your (?:debt|contract|subscription)))`,
    '\\b(?:kill|hang|shoot|drown|neck) (?:yourself|yourselves|urself|ur self)\\b|\\bkys\\b|\\bgo (?:and )?(?:die|kill)\\b|\\b(?:die|burn|rot) in (?:a fire|hell)\\b|\\bhope (?:that )?(?:you|u|they|he|she|your \\w+) (?:all )?(?:die|dies|get (?:raped|cancer|shot|killed|hit by)|rot|suffer|choke|burn)\\b|\\bjust die\\b|\\bdrop dead\\b',
    '\\byou(?:re| are| r)? (?:so |all |as good as |a |going to be |gonna be |about to be )*(?:dead(?: man| meat)?$|dead (?:man|woman|meat|bitch)|going to die|gonna die|will die|next to die)\\b|\\byou (?:will|ll|shall|deserve to|should|must|need to|gotta|better) (?:all )?(?:die|be killed|be shot|bleed|suffer for|regret (?:this|it|ever)|be hanged|get raped|be raped)\\b',
    '\\b(?:put|get) a bullet (?:in|through)|\\bslit (?:your|ur|his|her|their) (?:throat|wrists)|\\b(?:break|snap|crack) (?:your|ur|every bone|both your|his|her) (?:\\w+ )?(?:legs?|arms?|neck|face|bones?|kneecaps|skull|jaw|fingers|nose|teeth)\\b|\\bbash (?:your|ur) (?:\\w+ )?(?:head|skull|face|brains)\\b|\\b(?:burn|torch|blow|bomb|shoot) (?:down |up )?(?:your|ur|the|this|that) (?:\\w+ )?(?:house|home|car|family|office|school|building|place|shop|store|hospital|synagogue|mosque|church|airport|courthouse)(?: down| up)?\\b',
    '\\bi know (?:where|what (?:school|car|time)) (?:you|your (?:kids|family|children|wife|mother)) (?:live|lives|go|goes|drive|work|works|sleep|sleeps|park)\\b|\\b(?:watch|better watch) your back\\b|\\bsleep with one eye open\\b|\\b(?:coming|come) (?:for|after) (?:you|your (?:family|kids|wife))\\b(?! (?:at|in|around|tomorrow|today))|\\bhunt (?:you|u|them) down\\b|\\bmake (?:you|u) (?:suffer|bleed|beg|regret|pay with|wish you were)\\b|\\bwish you were (?:dead|never born)\\b|\\byour days are numbered\\b|\\bpay with your life\\b',
    '\\b(?:bring|have|got) a (?:gun|knife|bomb|rifle) (?:to|and|for) (?:school|work|the office|you|your|kill|shoot)\\b|\\bthere(?:s| is) a bomb\\b|\\bplant(?:ed)? a bomb\\b|\\bi(?:ll| will| am going to|m going to|m gonna| gonna| want to| wanna) (?:shoot|gun) (?:you|u|them|him|her|everyone|everybody)\\b(?! (?:an?|the|some|over|me|your|through) )',
    '\\bsmack (?:you|u|the shit|your) |\\bbeat (?:you|u|your) (?:ass|senseless|to death|to a pulp|up)\\b|\\bkick (?:your|ur) (?:ass|teeth|head)\\b|\\b(?:fuck|mess) (?:you|u) up\\b',
  ],
  violence: [
    `\\bdeath to (?:all |the |every |these |those )*${groups}\\b`,
    `\\b(?:kill|exterminate|gas|burn|lynch|hang|shoot|murder|eradicate|slaughter|bomb|behead|stone|execute|eliminate|wipe out|get rid of|deport|castrate|rape|beat|enslave|purge|annihilate|torture) (?:all |the |every |these |those |any |off |fucking |more |some |\\w+ing )*${groups}\\b(?! (?:hair|tea|coffee|card|owned|led|rights|history))`,
  ],
  hate: [
    `\\bi (?:really |just |so |fucking |absolutely |truly |do |\\w+ly )*${hateVerb} (?:all |the |every |these |those |fucking |any |\\w+ing |of )*${groups}\\b`,
    `(?<!\\b(?:not|never|isnt|arent|dont think|who say|say|stop saying|wrong to say|nobody thinks) (?:\\w+ ){0,3})\\b(?:all |every |most |those |these |fucking |\\w+ing )*${groups} (?:\\w+ ){0,2}?(?:are|is|should be|deserve to be|need to be|belong|have always been|will always be)(?! not\\b| never\\b) (?:all |just |such |really |so |the |nothing but |no better than |nothing more than |a |an |fucking |basically |like |literally |truly |\\w+ly )*(?:${vile}|killed|exterminated|gassed|shot|lynched|hanged|deported|eradicated|wiped out|eliminated|burned|burnt|locked up|put down|sterilized|raped|punished|in (?:the )?(?:kitchen|cages?|gas chambers?|ovens?))\\b`,
    `\\b(?:fuck|fucking|damn|dirty|filthy|stupid|disgusting|vile|ugly|damned|bloody|fuckin|goddamn|worthless|dumb|nasty|scum) (?:all |the |these |those |\\w+ing )*(?:jews?|muslims?|arabs?|blacks|black people|africans|asians|chinese|mexicans?|immigrants?|foreigners|gays?|gay people|homos?|lesbians?|trannies|trans people|queers?|women|gypsies|disabled people|cripples|refugees|migrants)\\b`,
    `\\b(?:no|keep|get|throw|kick|ban|stop|want) (?:all |the |these |those |more |any )*(?:jews?|muslims?|arabs?|blacks?|black people|africans|mexicans?|immigrants?|foreigners|gays?|gay people|trans people|women|gypsies|disabled people|refugees|migrants) (?:out of|away from|allowed|in (?:my|our|this)|should|from (?:my|our|this|entering|coming))\\b`,
    `\\b(?:jews?|muslims?|arabs?|blacks|black people|africans|mexicans?|immigrants?|foreigners|gays|gay people|trans people|women|gypsies|disabled people|refugees|migrants) (?:should|must|need to|deserve to|ought to|can|have to) (?:\\w+ )?(?:die|go back|not exist|be|never|suffer|burn|leave|not be allowed|have no rights|shut up|disappear|rot|know their place)\\b(?! (?:able|protected|safe|treated|free|respected|equal|allowed|heard|proud|supported|welcome|seen|included))`,
    '\\bwhite (?:power|supremacy forever|pride world)\\b|\\b(?:heil|hail) hitler\\b|\\bsieg heil\\b|\\bhitler (?:was right|did nothing wrong)\\b|\\bgo back to (?:your (?:own )?country|africa|mexico|where you came)\\b|\\b(?:gas|final solution to|solution to) the (?:jew|muslim|gypsy)|\\brace traitors?\\b|\\brace war\\b|\\b14 88\\b|\\bbuild the ovens\\b',
  ],
  harassment: [
    '\\b(?:you|u|ur|youre|your|you re|you are|shes|hes) (?:are |re |is |all )?(?:just |such |really |so |nothing but |always |truly |a |an |the |most |fucking |absolute |complete |total |bunch of |pathetic |stupid |dumb |ugly |fat |little |lazy |old |big |piece of |biggest |\\w+ly )*(?:idiots?|morons?|losers?|pathetic|worthless|imbeciles?|disgusting|trash|garbage|waste of (?:space|time|oxygen|air|skin)|scumbags?|bitch|bitches|cunt|asshole|whore|slut|pig|freak|retard|retarded|fat(?:so)?|dumbass|piece of (?:shit|crap|trash|garbage)|nobody|dimwit|halfwit|creep|scum|vermin|ugly|stupid|dumb)\\b(?! (?:bag|bin|can|day|pickup|truck|collection|disposal|question|luck))',
    '\\bnobody (?:likes|loves|wants|cares about|will ever love) you\\b|\\byou (?:disgust|make me sick|sicken)\\b(?= me|$)|\\bshut (?:the \\w+ up|your (?:mouth|face|trap|hole))\\b|\\bgo to hell\\b|\\bscrew you\\b|\\beat (?:shit|a dick)\\b|\\bworld (?:is|would be|will be) (?:a )?better (?:off |place )?without you\\b|\\byou should be ashamed of being born\\b|\\b(?:ugly|fat|stupid|dumb) (?:ass|bitch|cow|pig|slut|whore|fuck|cunt)\\b',
  ],
  profanity: [
    '\\b(?:suck|sucking|sucks|eat|lick|touch|show me|see|send|kiss) (?:my|ur|your|his|this|a|me) (?:\\w+ )?(?:dick|cock|balls|pussy|ass|cunt)\\b|\\bdick pics?\\b|\\b(?:you|ur|a|such a|little|youre a|big) dick\\b(?! (?:van|smith|and|s |clark|cheney|tracy))|\\bpuss(?:y|ies)\\b(?! (?:willows?|cats?|riot|foot|in boots))|\\bson of a (?:bitch|whore)\\b|\\bpiece of (?:shit|crap)\\b|\\bpiss off\\b|\\bcock ?suckers?\\b|\\bbull ?shit\\b|\\b(?:holy|full of|no) shit\\b|\\bjack off\\b|\\bjerk(?:ing)? off\\b|\\bf off\\b|\\bass (?:hole|hat|wipe)s?\\b',
  ],
};

/** "No smoking", "alcohol-free", "before surgery avoid": speaking of it is not offering it. */
const refused =
  '(?<!\\b(?:no|not|non|avoid|without|quit|quitting|stop|stopping|dont|never|against|refrain from|free of|anti|instead of|cease|prohibits?|ban|banned|restrict\\w*) (?:\\w+ ){0,3})';

const offers: PhraseTable = {
  sex: [
    '\\bsex (?:toys?|chat|shop|party|cam|video|tape)s?\\b|\\b(?:hot|sexy|horny|naked|nude|naughty) (?:\\w+ )?(?:singles|girls|women|babes|milfs|guys|teens|chicks|ladies|photos|pics|pictures|videos)\\b|\\b(?:escort|call girl|adult|sensual massage|erotic massage|happy ending) (?:services?|agency|entertainment|dating|videos?|content|massage|films?|movies?)\\b|\\bcall girls?\\b|\\b(?:strip|lap) (?:clubs?|dances?|tease)\\b|\\bget laid\\b|\\bnaked (?:pics|photos|videos|girls)\\b|\\bhook ?ups? (?:tonight|near|with|app|site|dating)\\b|\\bone night stands?\\b|\\badult (?:videos?|content|toys?|dating|entertainment|chat|site)\\b|\\bviagra\\b|\\bcialis\\b|\\bpenis enlargement\\b',
  ],
  alcohol: [
    '\\b(?:beers?|wines?|champagne|prosecco|cocktails?|rum|gin|sake|spirits|margaritas?|sangria|hard seltzers?|alcohol|brews?|ales?|lager|ipa) (?:\\w+ ){0,2}?(?:delivered|delivery|deals?|sale|specials?|tastings?|discount|off|for \\d|half price|on tap|on us|shots?|bucket|pitchers?|night|festival|club|bundle|case|bottles?|flights?|pairings?|happy hour)\\b|\\b(?:free|cheap|discount|discounted|half price|\\d+ off|ice cold|craft|draft|bottomless|2 for 1|buy|order|try our|dollar|new|our|sip|enjoy|unlimited|cold|premium|imported|\\$\\d+) (?:\\w+ )?(?:beers?|wines?|cocktails?|champagne|rum|mimosas?|margaritas?|alcohol|ales?|lager|hard seltzers?|prosecco|sangria|draft|spirits|martinis?)\\b|\\bhappy hour\\b|\\b(?:brewery|winery|distillery|taproom) (?:tours?|sale|event|deals?|opening|specials?|now open)\\b|\\bladies (?:drink|night drinks)\\b|\\bwine club\\b|\\bopen bar\\b',
  ],
  firearms: [
    '(?<!(?:glue|nail|heat|spray|massage|staple|caulk|caulking|water|nerf|radar|squirt|paint|toy|grease|price|tape|label|top|bubble) )\\b(?:guns?|silencers?|ar ?15s?|ak ?47s?|9 ?mm|shotgun|suppressors?|holsters?|magazines? and ammo) (?:\\w+ ){0,2}?(?:for sale|sales?|shop|store|show|deals?|dealer|range|rack|in stock|discount|clearance|off|license|permits?|class|training|auctions?)\\b|\\b(?:buy|sell|cheap|new|used|discount|your|our|order|clearance on|get (?:a|your)) (?:\\w+ )?(?:guns|ar ?15s?|ak ?47s?|silencers?|shotguns?|assault weapons?|suppressors?)\\b(?! (?:n roses|control))|\\bconcealed carry\\b|\\bgun (?:show|shop|store|range|sale|rights)\\b',
  ],
  tobacco: [
    '\\be ?cigs?\\b|\\be ?cigarettes?\\b|\\be ?liquids?\\b|\\bsmoke shop\\b|\\b(?:disposable|flavored|cheap) (?:vapes?|pods?)\\b|\\bchewing tobacco\\b|\\bnicotine (?:pouches|salts?|vapes?)\\b|\\bvape (?:shop|juice|pens?|store|sale)\\b',
  ],
  cannabis: [
    '\\b(?:buy|smoke|smoking|selling|legal|medical|cheap|free|order|fresh|top shelf|best|premium|recreational|sell) (?:\\w+ )?(?:weed|bud|edibles|pre ?rolls?|pot|hemp flower|gummies thc)\\b|\\bweed (?:delivery|delivered|deals?|shop|store|strains?|dispensary|edibles|sale|for sale|man|gummies)\\b|\\bdispensary (?:deals?|sale|near|now open|specials?|menu|opening)\\b|\\b(?:delta ?(?:8|9|10)|cbd (?:oil|gummies|products?|vapes?|sale|flower|tinctures?|store|shop|edibles)|hemp (?:gummies|flower|cigarettes)|pre ?rolls?|medical cannabis|420 (?:sale|deals?|friendly|special))\\b|\\b(?:ounce|oz|gram|eighth|quarter) of (?:weed|bud|pot)\\b',
  ],
  gambling: [
    '\\b(?:slot machines?|free slots|online slots|slots (?:bonus|tournament|jackpot)|poker (?:tournament|night|room|online|bonus|chips|app)|online poker|texas holdem|free spins?|free bets?|place (?:your|a) (?:bets?|wagers?)|bet (?:now|online|today|on (?:the|your|tonight|any))|betting (?:odds|tips|app|site|bonus|account|lines?)|bet \\$?\\d+|sports ?book|sports betting|wager(?:ing)? (?:on|now|online|bonus)|bookmakers?|bookies?|parlay|keno|lottery tickets?|lotto|powerball|mega millions|scratch ?cards?|win (?:the |a |our )?(?:\\w+ )?jackpot|jackpot (?:is|now|today|winner|of)|deposit bonus|no deposit|double your bet|bingo (?:bonus|online|cash|jackpot))\\b',
  ],
  payday_loan: [
    '\\b(?:payday|pay day|cash advance|title|car title|fast cash|quick cash|bad credit|no credit check|same day|instant|emergency cash|short term|signature|high interest) (?:cash )?(?:loans?|advances?|lending|lenders?|advance)\\b|\\bcash advances?\\b|\\bloans? (?:\\w+ ){0,3}?(?:no credit check|bad credit (?:ok|welcome)|until payday|in minutes|approved instantly|without credit check)\\b|\\bno credit check\\b|\\b(?:quick|fast|instant|easy) (?:cash|money) (?:today|now|until|loan|in \\d+|before)\\b|\\buntil (?:your )?(?:next )?payday\\b|\\bborrow (?:up to )?\\$?\\d[\\d ]* (?:today|now|instantly|until)\\b',
  ],
};

interface PhraseTest {
  readonly flag: ContentFlag;
  readonly pattern: RegExp;
  /** Looked at only where the pattern is found: looking behind at every letter would cost more than all the rest. */
  readonly confirm: RegExp | undefined;
  /** Found in at least one word of every text that the pattern matches. */
  readonly needed: RegExp;
}

const holdingOneOf = (parts: readonly string[] = ['']) => new RegExp(parts.join('|'), 'u');

const compile = (table: PhraseTable, prefix?: string): readonly PhraseTest[] =>
  Object.entries(table).flatMap(([flag, sources]) =>
    sources.map(source => ({
      flag: flag as ContentFlag,
      pattern: new RegExp(source, 'u'),
      confirm: prefix === undefined ? undefined : new RegExp(`${prefix}(?:${source})`, 'u'),
      needed: holdingOneOf(neededParts(source)),
    })),
  );

const compiled = [...compile(phrases), ...compile(offers, refused)];

const isFound = ({ pattern, confirm }: PhraseTest, reading: string) =>
  pattern.test(reading) && (confirm === undefined || confirm.test(reading));

const anyNeeded = new RegExp(compiled.map(({ needed }) => needed.source).join('|'), 'u');

/** People use the same few thousand words; more than this are forgotten again. Numbers, codes and noise are never remembered. */
const mostRemembered = 5_000;
const isMemorable = (word: string) => word.length <= 40 && /^\p{L}+$/u.test(word);
const remembered = new Map<string, readonly PhraseTest[]>();

/** The phrases that this word may be a part of: of most words none. */
function testsAbout(word: string): readonly PhraseTest[] {
  const known = remembered.get(word);
  if (known) return known;
  const tests = anyNeeded.test(word) ? compiled.filter(({ needed }) => needed.test(word)) : [];
  if (!isMemorable(word)) return tests;
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(word, tests);
  return tests;
}

/** The flags of phrases. @param readings words with single spaces between */
export function flagsOfPhrases(readings: readonly string[]): ReadonlySet<ContentFlag> {
  const flags = new Set<ContentFlag>();
  for (const reading of readings) {
    const about = new Set<PhraseTest>();
    for (const word of reading.split(' ')) for (const test of testsAbout(word)) about.add(test);
    for (const test of about) if (!flags.has(test.flag) && isFound(test, reading)) flags.add(test.flag);
  }
  return flags;
}

const goods =
  'vodka|whiske?y|tequila|bourbon|booze|liquor|tobacco|cigarettes?|cigars?|vapes?|vaping|nicotine|gambling|gamble|cannabis|marijuana|firearms?|rifles?|ammunition|alcohol|hookah';
const spokenAgainst = new RegExp(
  `\\b(?:no|not|avoid|without|quit|quitting|stop|stopping|dont|never|against|refrain from|free|prohibit\\w*|ban|banned|patch|therapy|cessation|counseling|prevention|addiction|problem) (?:\\w+ ){0,3}(?:${goods})\\b|\\b(?:${goods})(?: use)? (?:\\w+ )?(?:free|cessation|addiction|prevention|problem|patch|patches|abuse|allowed|is not|are not|policy|withdrawal|counsel\\w*|recovery|test\\w*)\\b`,
  'u',
);

/** Whether goods are only named to advise against them: "stop smoking cigarettes", "alcohol-free". */
export function speaksAgainstGoods(readings: readonly string[]): boolean {
  return readings.some(reading => spokenAgainst.test(reading));
}
