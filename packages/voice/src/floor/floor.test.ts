import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClauseCutter } from './clauses.ts';
import { averagePause, endpointDelayMs, isSpelled } from './endpoint.ts';
import { defaultFloorPolicy, type FloorDecision, type FloorEvent, quietFloor, stepFloor } from './floor.ts';
import { countRealWords } from './words.ts';

const voice = (durationMs: number): FloorEvent[] =>
  Array.from({ length: durationMs / 20 }, () => ({ kind: 'frame', isVoice: true, durationMs: 20 }));
const quiet = (durationMs: number): FloorEvent[] =>
  Array.from({ length: durationMs / 20 }, () => ({ kind: 'frame', isVoice: false, durationMs: 20 }));
const words = (text: string): FloorEvent => ({ kind: 'words', text });
const agent: FloorEvent = { kind: 'agent-started', interruptible: 'any' };

function run(events: readonly FloorEvent[], language = 'en-US'): FloorDecision[] {
  let state = quietFloor;
  return events.flatMap(event => {
    const [next, decision] = stepFloor(state, event, { ...defaultFloorPolicy, language });
    state = next;
    return decision ?? [];
  });
}

describe('the floor', () => {
  it('ducks at 120 ms and is given up at 280 ms', () => {
    expect(run([agent, ...voice(100)])).toEqual([]);
    expect(run([agent, ...voice(120)])).toEqual(['duck']);
    expect(run([agent, ...voice(280)])).toEqual(['duck', 'commit']);
  });
  it('is taken back when it was a cough', () => {
    expect(run([agent, ...voice(160), ...quiet(580)])).toEqual(['duck']);
    expect(run([agent, ...voice(160), ...quiet(600), ...voice(100)])).toEqual(['duck', 'resume']);
  });
  it('is kept over "mhm", in the language of the call', () => {
    expect(run([agent, ...voice(200), words('mhm yeah'), ...voice(300), ...quiet(600)])).toEqual(['duck', 'resume']);
    expect(run([agent, ...voice(200), words('ja genau'), ...voice(300)], 'de-DE')).toEqual(['duck']);
    expect(run([agent, ...voice(200), words('mhm'), ...voice(900)])).toEqual(['duck', 'commit']);
  });
  it('is given up at once for "wait", two real words, or a key', () => {
    expect(run([agent, words('wait')])).toEqual(['commit']);
    expect(run([agent, words('yes but tomorrow please')])).toEqual(['commit']);
    expect(run([agent, words('tomorrow')])).toEqual([]);
    expect(run([agent, { kind: 'digit' }])).toEqual(['commit']);
  });
  it('counts words per attempt', () => {
    expect(run([agent, words('tomorrow'), ...quiet(600), words('evening')])).toEqual([]);
  });
  it('is not given up in a protected span', () => {
    const protectedSpan: FloorEvent = { kind: 'agent-started', interruptible: 'none' };
    expect(run([protectedSpan, ...voice(2000), words('stop stop'), { kind: 'digit' }])).toEqual([]);
    expect(run([{ kind: 'agent-started', interruptible: 'digits' }, ...voice(2000), { kind: 'digit' }])).toEqual([
      'commit',
    ]);
    expect(run([{ kind: 'agent-started', interruptible: 'speech' }, { kind: 'digit' }, words('wait')])).toEqual([
      'commit',
    ]);
  });
  it('means nothing while the agent is silent', () => {
    expect(run([...voice(2000), words('hello there my friend'), { kind: 'digit' }])).toEqual([]);
  });
  it('ducks before it resumes and commits at most once per agent turn', () => {
    const event = fc.oneof(
      fc.record({ kind: fc.constant('frame' as const), isVoice: fc.boolean(), durationMs: fc.constantFrom(20, 100) }),
      fc.constantFrom<FloorEvent>(
        agent,
        { kind: 'agent-stopped' },
        { kind: 'digit' },
        words('mhm'),
        words('please wait'),
      ),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), events => {
        let state = quietFloor;
        let [ducked, speaking] = [false, false];
        for (const one of events) {
          const [next, decision] = stepFloor(state, one);
          if (one.kind.startsWith('agent')) [ducked, speaking] = [false, one.kind === 'agent-started'];
          if (decision === 'resume') expect(ducked).toBe(true);
          if (decision) expect(speaking).toBe(true);
          if (decision) ducked = decision === 'duck';
          if (decision === 'commit') speaking = false;
          state = next;
        }
      }),
    );
  });
});

describe('real words', () => {
  it.each([
    ['Uh-huh, okay.', 'en', 0],
    ['I see, right', 'en', 0],
    ['yes tomorrow', 'en', 1],
    ["Oui, d'accord", 'fr-FR', 0],
    ['va bene', 'it', 0],
    ['', 'en', 0],
  ])('in %j (%s): %i', (text, language, count) => expect(countRealWords(text, language)).toBe(count));
});

describe('the end of a turn', () => {
  const delay = (text: string, more = {}) => endpointDelayMs({ text, language: 'en-US', ...more });

  it('comes sooner the surer it is', () => {
    expect(delay('Done', { endProbability: 1 })).toBe(250);
    expect(delay('Yes, at seven.')).toBeLessThan(delay('yes at seven o’clock'));
    expect(delay('I would like a table and')).toBeGreaterThan(1400);
  });
  it('waits for numbers, open questions and slow speakers', () => {
    expect(isSpelled('my number is 5 5 5')).toBe(true);
    expect(isSpelled('see you at seven')).toBe(false);
    expect(delay('five five 5 5')).toBeGreaterThan(delay('five five five'));
    expect(delay('well', { wasOpenQuestion: true })).toBeGreaterThan(delay('well'));
    expect(delay('well', { averagePauseMs: 1500 })).toBeGreaterThan(delay('well'));
    expect(averagePause(averagePause(undefined, 500), 1500)).toBe(600);
  });
  it('stays between 250 ms and 2.5 s', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(9000),
        fc.boolean(),
        (text, endProbability, averagePauseMs, flag) => {
          const facts = {
            text,
            language: 'en',
            endProbability,
            averagePauseMs,
            isSpelling: flag,
            wasOpenQuestion: flag,
          };
          expect(endpointDelayMs(facts)).toBeGreaterThanOrEqual(250);
          expect(endpointDelayMs(facts)).toBeLessThanOrEqual(2500);
        },
      ),
    );
  });
});

describe('cutting into clauses', () => {
  const cut = (...pieces: string[]) => {
    const cutter = createClauseCutter();
    return [...pieces.flatMap(piece => cutter.push(piece)), cutter.end()];
  };

  it('lets the first clause go early and the rest by sentence', () => {
    expect(cut('Well, of course, I can ', 'do that, gladly. When, ', 'exactly? Thanks.')).toEqual([
      'Well, of course, ',
      'I can do that, gladly. ',
      'When, exactly? ',
      'Thanks.',
    ]);
  });
  it('splits no numbers, addresses or abbreviations', () => {
    const text = 'It costs 3.50 or 1,000 at https://x.example/a,b. Ask Dr. Who at a.b@c.example. Bye.';
    expect(cut(text)).toEqual([
      'It costs 3.50 or 1,000 at https://x.example/a,b. ',
      'Ask Dr. Who at a.b@c.example. ',
      'Bye.',
    ]);
  });
  it('loses nothing, however the text is cut up', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', ' ', '.', ',', '7', '\n', '。') })), pieces => {
        expect(cut(...pieces).join('')).toBe(pieces.join(''));
      }),
    );
  });
});
