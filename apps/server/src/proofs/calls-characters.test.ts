import type { Runtime } from '@buttdial/core';
import { createOpenai } from '@buttdial/provider-openai';
import type { NewCharacter, NewModelScript } from '@buttdial/sandbox';
import { afterEach, describe, expect, it } from 'vitest';
import { type CallWorld, callWorld, modelKey, person } from '../../testing/call-world.ts';
import { modemVoice } from '../../testing/modem-voice.ts';

let world: CallWorld;
afterEach(() => world.close());

type Event = { readonly kind: string; readonly [field: string]: unknown };
type Followed = Readonly<Record<string, unknown>> & { readonly events: readonly Event[] };

/** Whoever may be at the other end of a line, and what has to come of it. */
interface Meeting {
  readonly name: string;
  readonly character: NewCharacter;
  readonly asks?: object;
  readonly replies?: NewModelScript['replies'];
  readonly status: string;
  readonly reason: { readonly by: string; readonly why: string };
  /** States that it goes through, in this order. */
  readonly through: readonly string[];
  /** States that it must not be in. */
  readonly never?: readonly string[];
  readonly outcome?: string;
  /** What has to be heard at the other end, in this order, and what must not. */
  readonly hears?: readonly string[];
  readonly spared?: readonly string[];
  /** Ears that hear to the character, without those of the simulated vendor. */
  readonly earsOfOurOwn?: boolean;
  readonly only?: 'relay' | 'media';
}

const disclosure = 'Hello, this is an AI assistant calling for Agent One.';
const wish = 'A table for two at seven, please.';
const talk: NewModelScript['replies'] = [
  { when: 'hello', text: wish },
  { when: 'yes', text: 'Gladly. Under the name of Smith.' },
];
const leave = { voicemail: 'leave', voicemailMessage: 'Please call us back.' };
const message = `${disclosure} Please call us back.`;
const goodbye = { by: 'agent', why: 'goodbye' };
const hungUp = { by: 'other-party', why: 'hung-up' };
const machine = { by: 'us', why: 'voicemail' };
const press: NewModelScript['replies'][number] = {
  when: 'opening hours press',
  tools: [{ name: 'press_digits', arguments: { digits: '1' } }],
};
const conversed = ['ringing', 'screening', 'conversing', 'wrap-up'];

const meetings: readonly Meeting[] = [
  {
    name: 'a person with a script',
    character: { kind: 'human', hangsUp: false },
    ...{ status: 'completed', reason: goodbye, through: conversed, outcome: 'success' },
    hears: [disclosure, wish, 'Thank you. Goodbye.'],
  },
  {
    name: 'a line that is busy',
    character: { kind: 'busy' },
    ...{ status: 'busy', reason: { by: 'other-party', why: 'busy' }, outcome: 'no-answer' },
    ...{ through: ['dialing'], never: ['screening'] },
  },
  {
    name: 'nobody',
    character: { kind: 'no-answer' },
    ...{ status: 'no-answer', reason: { by: 'other-party', why: 'not-answered' }, outcome: 'no-answer' },
    ...{ through: ['dialing', 'ringing'], never: ['screening'] },
  },
  {
    name: 'an answering machine that nothing is to be left on',
    character: { kind: 'voicemail' },
    ...{ status: 'voicemail-no-message', reason: machine, outcome: 'voicemail' },
    ...{ through: ['screening', 'wrap-up'], never: ['conversing'], spared: ['AI assistant'] },
  },
  {
    name: 'an answering machine, after its beep',
    character: { kind: 'voicemail' },
    asks: leave,
    ...{ status: 'voicemail-left', reason: machine, outcome: 'voicemail', hears: [message] },
    ...{ through: ['screening', 'voicemail-wait', 'voicemail-leaving'], never: ['conversing'] },
  },
  {
    name: 'a call screener whose owner answers',
    character: { kind: 'screener', hangsUp: false },
    ...{ status: 'completed', reason: goodbye, through: ['screening', 'screening-reply', 'conversing'] },
    hears: ['This is an AI assistant calling for Agent One.', disclosure, wish],
  },
  {
    name: 'a call screener whose owner lets the machine answer',
    character: { kind: 'screener', verdict: 'voicemail' },
    asks: leave,
    ...{ status: 'voicemail-left', reason: machine, outcome: 'voicemail', hears: [message] },
    ...{ through: ['screening-reply', 'voicemail-wait', 'voicemail-leaving'], never: ['conversing'] },
  },
  {
    name: 'a menu that wants keys',
    character: { kind: 'ivr' },
    // Once for the greeting, once for the turn that it is.
    replies: [
      press,
      press,
      { when: 'done', text: 'One moment.' },
      { when: 'open from', tools: [{ name: 'hang_up', arguments: {} }] },
    ],
    ...{ status: 'completed', reason: goodbye, through: ['screening', 'menu'], hears: ['(1)'] },
  },
  {
    name: 'music, and then a person',
    character: { kind: 'hold', hangsUp: false },
    ...{ status: 'completed', reason: goodbye, through: conversed, hears: [disclosure, wish], earsOfOurOwn: true },
  },
  {
    name: 'somebody who shows all the time that they listen',
    character: { kind: 'babbler', hangsUp: false },
    ...{ status: 'completed', reason: goodbye, through: conversed, hears: [disclosure, wish] },
  },
  {
    name: 'somebody who interrupts',
    character: { kind: 'interrupter', hangsUp: false },
    ...{ status: 'completed', reason: goodbye, through: conversed, hears: [disclosure, wish] },
  },
  {
    name: 'somebody who speaks slowly',
    character: { kind: 'slow-talker', pauseMs: 300, hangsUp: false },
    ...{ status: 'completed', reason: goodbye, through: conversed, hears: [disclosure, wish] },
  },
  {
    name: 'silence',
    character: { kind: 'silence' },
    ...{ status: 'timed-out', reason: { by: 'other-party', why: 'silence' }, through: conversed },
    hears: [disclosure, 'Are you still there?', 'Are you still there?', 'I cannot hear you'],
  },
  {
    name: 'a line that hisses',
    character: { kind: 'human', line: { noiseDb: -50 }, hangsUp: false },
    ...{ status: 'completed', reason: goodbye, through: conversed, hears: [disclosure, wish] },
  },
  {
    name: 'a socket that is lost',
    character: { kind: 'human', line: { socketBreaksAfterMs: 6_000 }, hangsUp: false },
    ...{ status: 'completed', reason: goodbye, through: ['conversing', 'reconnecting', 'conversing', 'wrap-up'] },
  },
  {
    name: 'a line that loses every fifth frame',
    character: { kind: 'human', line: { frameLoss: 0.2 } },
    ...{ status: 'hung-up-by-caller', reason: hungUp, through: conversed, hears: [disclosure], only: 'media' },
  },
  {
    name: 'somebody who hangs up in the middle of a word',
    character: { kind: 'leaver' },
    ...{ status: 'hung-up-by-caller', reason: hungUp, through: conversed, spared: [disclosure] },
  },
];

function abilities(runtime: Runtime, { earsOfOurOwn }: Meeting) {
  const vendor = createOpenai({ apiKey: modelKey, baseUrl: 'http://sandbox.invalid/openai/v1' }, runtime);
  return earsOfOurOwn ? { ...vendor, ...modemVoice() } : vendor;
}

async function meet(meeting: Meeting, transport: 'relay' | 'media'): Promise<Followed> {
  const { character, replies = talk, asks } = meeting;
  world = await callWorld({ character, abilities: runtime => abilities(runtime, meeting) });
  world.sandbox.control.scriptModel('ours', { replies });
  const wanted = { to: person, mission: 'book a table for two', brain: 'llm', transport, ...asks };
  const { id } = await world.run('calls.make', wanted);
  const ended = (await world.ended(String(id))) as Followed;
  await world.pass(60_000);
  return ended;
}

/** What the account's side said into the phone, as the network knows it. */
const heard = () => (world.heard()[0]?.transcript ?? []).filter(({ by }) => by === 'account').map(({ text }) => text);
const squeezed = (text: string) => text.replace(/[\s.?!]/g, '');

const cases = meetings.flatMap(meeting =>
  (['relay', 'media'] as const)
    .filter(transport => (meeting.only ?? transport) === transport)
    .map(transport => ({ ...meeting, transport })),
);

describe('a call that meets', () => {
  it.each(cases)('$name ($transport)', async ({ transport, ...meeting }) => {
    const ended = await meet(meeting, transport);
    expect(ended).toMatchObject({ status: meeting.status, endedReason: meeting.reason });
    if (meeting.outcome) expect(ended.outcome).toMatchObject({ outcome: meeting.outcome });
    const phases = ended.events.filter(({ kind }) => kind === 'phase').map(({ phase }) => phase);
    let from = 0;
    for (const phase of meeting.through) {
      expect(phases.slice(from), `${phase}, of ${phases}`).toContain(phase);
      from = phases.indexOf(phase, from) + 1;
    }
    for (const phase of meeting.never ?? []) expect(phases).not.toContain(phase);
    const all = squeezed(heard().join(''));
    let at = 0;
    for (const words of meeting.hears ?? []) {
      const found = all.indexOf(squeezed(words), at);
      expect(found, `"${words}", of ${heard()}`).toBeGreaterThanOrEqual(0);
      at = found + 1;
    }
    for (const words of meeting.spared ?? []) expect(all).not.toContain(squeezed(words));
    expect(ended.events.filter(({ kind }) => kind === 'ended')).toHaveLength(1);
    // One phone rang, it is settled once, and nothing is held or left open.
    expect(world.heard()).toHaveLength(1);
    const span = { since: new Date(0), until: new Date(8.64e15), by: 'total' } as const;
    const books = await world.store.ledger.vouchers('default', span);
    expect(books.filter(line => line.kind !== 'correction')).toMatchObject([{ kind: 'settlement', count: 1 }]);
    expect(await world.store.ledger.open('default')).toEqual({ count: 0, reservedMicros: 0 });
    // A question to a model that is dropped before its answer begins is not seen as dropped inside of one process.
    if (!meeting.replies) expect(world.sandbox.control.connections()).toEqual([]);
  });

  it('somebody who only nods is not answered, by relay: what was being said is said to its end', async () => {
    const [babbler] = meetings.filter(({ character }) => character.kind === 'babbler');
    const ended = await meet(babbler!, 'relay');
    const lines = ended.events.filter(({ kind, who }) => kind === 'line' && who === 'agent');
    expect(lines.filter(({ isInterrupted }) => isInterrupted)).toEqual([]);
    expect(lines.map(({ text }) => text)).toContain(wish);
  });

  it.each(['relay', 'media'] as const)(
    'who hangs up has heard what is written down, and no more (%s)',
    async transport => {
      const [leaver] = meetings.filter(({ character }) => character.kind === 'leaver');
      const ended = await meet(leaver!, transport);
      const said = ended.events.filter(({ kind, who }) => kind === 'line' && who === 'agent');
      const written = squeezed(said.map(({ text }) => text).join(''));
      expect(written).not.toBe('');
      // Of what was heard, whole words are written down.
      expect(squeezed(heard().join('')).startsWith(written)).toBe(true);
      expect(ended.disclosureHeardMs).toBeNull();
    },
  );
});
