import type { ScriptedCall } from '@buttdial/switchboard';
import type { BrainPart, CallerTurn, TextBrain } from '@buttdial/voice';

/**
 * The demo's conversation where no model is configured. It is a fixed script and says so in the notes of the call; the
 * lines around it, the interruptions and the transcript are real. The same words always get the same answers.
 */
export function scriptedTalk(call: ScriptedCall): TextBrain {
  return call.direction === 'outbound' ? asking(call) : answering(call);
}

const label: BrainPart = {
  kind: 'note',
  text: 'This side spoke from the script of the demonstration: no model is configured.',
};
const say = (text: string): BrainPart => ({ kind: 'text', text });
// The other line introduces itself: more is coming.
const isIntroduction = (text: string) => /\bAI assistant\b/i.test(text);
// It was cut short: whoever cut it is speaking.
const isCut = (text: string) => !/[.?!]["']?\s*$/.test(text);

/** Whoever calls: asks for what the mission says, gives a name, thanks and ends the call. */
function asking({ agentName, mission = 'say hello' }: ScriptedCall): TextBrain {
  const request = `I would like to ask for this: ${mission.replace(/[.!?\s]+$/, '')}. Is that possible?`;
  let isNamed = false;
  // Said, and not yet known whether it was heard.
  let isAsking = false;

  async function* onTurn({ text }: CallerTurn): AsyncGenerator<BrainPart> {
    if (isIntroduction(text)) return;
    if (/\bwhat name\b/i.test(text)) {
      isNamed = true;
      yield say(`The name is ${agentName}.`);
    } else if (isNamed && /\b(noted|confirmed|done|booked)\b/i.test(text)) yield* goodbye(text);
    else yield* ask();
  }

  async function* ask(): AsyncGenerator<BrainPart> {
    if (isAsking) return;
    isAsking = true;
    yield say(request);
  }

  async function* goodbye(confirmed: string): AsyncGenerator<BrainPart> {
    yield { kind: 'outcome', outcome: { outcome: 'success', summary: `Asked for: ${mission}`, evidence: [confirmed] } };
    yield { kind: 'hang-up', lastWords: 'Thank you very much. Goodbye.' };
  }

  return {
    async *open({ heard = '' }) {
      yield label;
      if (!isIntroduction(heard)) yield* ask();
    },
    onTurn,
    onHeard({ generated }) {
      if (generated.includes(request)) isAsking = false;
    },
  };
}

/** Whoever is called: agrees to everything, asks for a name, and confirms. */
function answering({ agentName }: ScriptedCall): TextBrain {
  let wish = '';

  async function* onTurn({ text }: CallerTurn): AsyncGenerator<BrainPart> {
    const asked = /ask for this: (.+?)\. Is that possible/i.exec(text)?.[1];
    const name = /\bname is ([^.]+)/i.exec(text)?.[1];
    if (asked !== undefined) {
      wish = asked;
      yield say(`Yes, that is possible: ${wish}. What name may I note?`);
    } else if (name !== undefined) {
      yield { kind: 'note', text: `${name}: ${wish}` };
      yield say(`Thank you, ${name}. It is noted and confirmed.`);
    } else if (/\bgoodbye\b/i.test(text)) yield { kind: 'hang-up', lastWords: 'Goodbye.' };
    else if (!isIntroduction(text) && !isCut(text)) yield say(`This is ${agentName}. What can I do for you?`);
  }

  return {
    async *open() {
      yield label;
    },
    onTurn,
  };
}
