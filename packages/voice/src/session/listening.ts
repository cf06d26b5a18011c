import { plainWords } from '../floor/words.ts';

/** Who answered a call, as far as words tell. */
export type AnsweredBy = 'human' | 'machine' | 'screener' | 'menu' | 'hold' | 'unknown';

// In what order they are tried matters: a screener also says "if you stay on the line", a machine also says "press one".
const kinds: readonly (readonly [AnsweredBy, readonly RegExp[]])[] = [
  [
    'screener',
    [
      /\b(say|state|record) your name\b/,
      /\b(why|reason) (you are|you're|for) call/,
      /\bcall (assist|screening|filter)/,
      /\bi'll see if this person is available\b/,
      /\bnennen sie ihren namen\b/,
      /\bindiquez votre nom\b/,
      /\bdiga su nombre\b/,
    ],
  ],
  [
    'machine',
    [
      /\b(leave|record) (me |us )?(a|your) (short |brief )?message\b/,
      /\b(after|at) the (tone|beep|signal)\b/,
      /\bvoice ?mail(box)?\b/,
      /\b(is not|isn't|not) available( right now| to take| at the moment)?\b/,
      /\b(can't|cannot|unable to) (come to|take|answer)\b/,
      /\byou('ve| have) reached\b/,
      /\bmailbox is full\b/,
      /\bnach dem (signal)?ton\b|\bmailbox\b|\bhinterlassen sie\b/,
      /\blaissez (un|votre) message\b|\baprès le (bip|signal)\b/,
      /\bdeje (un|su) mensaje\b|\bdespués (de la señal|del tono)\b/,
      /\blasci(ate)? un messaggio\b|\bdopo il segnale\b/,
      /\bdeixe (a sua|uma) mensagem\b|\bapós o sinal\b/,
    ],
  ],
  [
    'menu',
    [
      /\b(press|dial|enter) (\d|one|two|three|four|five|six|seven|eight|nine|zero|star|pound)\b/,
      /\bfor [\w ]{2,40},? (press|say)\b/,
      /\bmain menu\b/,
      /\bdrücken sie\b/,
      /\bappuyez sur\b|\btapez \d\b/,
      /\b(marque|pulse|oprima) (el )?(\d|uno|dos|tres)\b/,
      /\bprema (\d|uno|due)\b/,
    ],
  ],
  [
    'hold',
    [
      /\b(please hold|stay on the line|remain on the line|your call is important|next available (agent|representative))\b/,
      /\bbitte (warten|bleiben) sie\b|\bplease wait while\b/,
      /\bne quittez pas\b|\bno cuelgue\b|\bresti in linea\b/,
    ],
  ],
];

/** Tells by its words who speaks. `unknown` is also said of ordinary talk. */
export function whoSays(text: string): AnsweredBy {
  const said = plainWords(text).join(' ');
  return kinds.find(([, patterns]) => patterns.some(pattern => pattern.test(said)))?.[0] ?? 'unknown';
}

/** A greeting that a person says: short, and nothing of a machine. */
export function soundsHuman(text: string): boolean {
  const count = plainWords(text).length;
  return count > 0 && count <= 8 && whoSays(text) === 'unknown';
}

const optOut =
  /\b(stop calling|don't call|do not call|never call|remove me|take me off|no more calls)\b|\brufen sie (mich |hier )?(bitte )?(nicht|nie)\b|\bne m'appelez plus\b|\bno me llame\b|\bnon mi chiami\b|\bnão me ligue\b/;

/** The caller wants no more calls. */
export function isOptOut(text: string): boolean {
  return optOut.test(plainWords(text).join(' '));
}

const asksWhetherAi =
  /\b(are|am) (you|i) (talking to |speaking (to|with) )?(an? |really )?(a )?(real |actual )?(ai|a i|robot|bot|machine|computer|human|person|real|artificial)\b|\bis this (an? )?(ai|robot|bot|recording|real person|machine|computer|human)\b|\bsind sie (ein|eine|echt)\w* ?(ki|roboter|maschine|mensch|computer|bot)\b|\b(es|eres|está) (usted )?(un|una) (robot|máquina|persona|ia)\b|\b(êtes-vous|vous êtes|es-tu) (un|une) (robot|machine|humain|personne|ia)\b|\bè (lei )?(un|una) (robot|macchina|persona|ai)\b/;

/** The caller asks whether somebody real speaks. */
export function isAskingWhetherAi(text: string): boolean {
  return asksWhetherAi.test(plainWords(text).join(' '));
}

const emergency =
  /\b(call (an ambulance|911|the police|112|999)|heart attack|can't breathe|cannot breathe|is not breathing|there('s| is) a fire|overdos(e|ed)|krankenwagen|notarzt|ambulancia|appelez (une ambulance|les secours))\b/;

/** The caller reports an emergency. */
export function isEmergency(text: string): boolean {
  return emergency.test(plainWords(text).join(' '));
}
