import { afterEach, describe, expect, it } from 'vitest';
import { type CallWorld, type CallWorldOptions, callWorld, numbers, person } from '../../testing/call-world.ts';
import { modemVoice } from '../../testing/modem-voice.ts';

let world: CallWorld;
afterEach(() => world.close());

type Line = { kind: 'line'; who: 'agent' | 'caller'; text: string; isInterrupted?: boolean; generated?: string };
type Followed = Readonly<Record<string, unknown>>;
const linesOf = (call: Followed) =>
  (call.events as (Line | { kind: string })[]).filter((event): event is Line => event.kind === 'line');
const said = (call: Followed, who: Line['who']) =>
  linesOf(call)
    .filter(line => line.who === who)
    .map(line => line.text);
/** What the network knows was spoken into a call by us. */
const spoken = (externalId: unknown) =>
  world
    .heard()
    .filter(call => call.id === externalId)
    .flatMap(call => call.transcript.filter(line => line.by === 'account').map(line => line.text));
// Two utterances without a pause are one to whoever hears only sound.
const joined = (texts: readonly string[]) => texts.join('').replaceAll(' ', '');

async function open(options: CallWorldOptions = {}): Promise<CallWorld> {
  world = await callWorld(options);
  return world;
}

describe('two agents on the telephone', () => {
  it.each([
    { name: 'by relay', one: 'relay', two: 'relay' },
    { name: 'by media', one: 'media', two: 'media' },
    { name: 'one by media, one by relay', one: 'media', two: 'relay' },
    { name: 'one by relay, one by media', one: 'relay', two: 'media' },
    { name: 'by media in another process', one: 'media', two: 'media', elsewhere: true },
    { name: 'one by media in another process, one by relay', one: 'media', two: 'relay', elsewhere: true },
  ] as const)(
    'talk $name, and the transcripts are what was said up to each interruption',
    async ({ one, two, ...how }) => {
      await open({ abilities: modemVoice, rules: { transport: two }, ...how });
      const made = await world.run('calls.make', { to: 'two', mission: 'book a table for two', transport: one });
      expect(made).toMatchObject({ success: true, from: numbers.one, to: numbers.two });
      const ours = await world.ended(String(made.id));
      expect(ours).toMatchObject({ status: 'completed', transport: one, outcome: { outcome: 'success' } });
      await world.pass(60_000);
      const { calls } = (await world.run('calls.list', {}, 'two')) as { calls: { id: string; direction: string }[] };
      expect(calls).toMatchObject([{ direction: 'inbound', transport: two, state: 'ended' }]);
      const theirs = await world.run('calls.get', { id: calls[0]!.id }, 'two');
      for (const call of [ours, theirs]) {
        expect(joined(said(call, 'agent'))).toBe(joined(spoken(call.externalId)));
        expect(call.disclosureHeardMs).toBeGreaterThan(0);
      }
      // What was still in the air when the call ended has nobody heard.
      expect(joined(said(ours, 'agent')).startsWith(joined(said(theirs, 'caller')))).toBe(true);
      expect(said(theirs, 'caller')).toContain('The name is Agent One.');
      expect(said(ours, 'caller').at(-1)).toMatch(/noted and confirmed|Goodbye/);
    },
  );
});

describe('a call to a person', () => {
  const call = async (options: CallWorldOptions, more: Record<string, unknown> = {}) => {
    await open(options);
    const made = await world.run('calls.make', { to: person, mission: 'say hello', ...more });
    return world.ended(String(made.id));
  };

  it.each([
    { character: { kind: 'busy' }, status: 'busy', outcome: 'no-answer' },
    { character: { kind: 'no-answer' }, status: 'no-answer', outcome: 'no-answer' },
    { character: { kind: 'silence' }, status: 'timed-out', outcome: undefined },
    { character: { kind: 'voicemail' }, status: 'voicemail-no-message', outcome: 'voicemail' },
    { character: { kind: 'human' }, status: 'hung-up-by-caller', outcome: undefined },
  ] as const)(
    'ends as $status, once, with its money settled: $character.kind',
    async ({ character, status, outcome }) => {
      const ended = await call({ character });
      expect(ended).toMatchObject({ status, state: 'ended' });
      expect((ended.outcome as { outcome?: string } | undefined)?.outcome).toBe(outcome);
      expect((ended.events as { kind: string }[]).filter(event => event.kind === 'ended')).toHaveLength(1);
      const since = new Date(0);
      const books = await world.store.ledger.vouchers('default', { since, until: new Date(8.64e15), by: 'total' });
      expect(books.filter(line => line.kind !== 'correction')).toMatchObject([{ kind: 'settlement', count: 1 }]);
      expect(await world.store.ledger.open('default')).toEqual({ count: 0, reservedMicros: 0 });
      const cost = books.reduce((sum, line) => sum + line.spentMicros, 0);
      expect(cost / 1_000_000).toBe(ended.cost);
      expect(status === 'busy' || status === 'no-answer' ? cost === 0 : cost > 0).toBe(true);
    },
  );

  it('leaves a message that begins with who is speaking', async () => {
    const ended = await call(
      { character: { kind: 'voicemail' } },
      { voicemail: 'leave', voicemailMessage: 'Please call us back.', callerIdentity: 'Café Example' },
    );
    expect(ended).toMatchObject({ status: 'voicemail-left', outcome: { outcome: 'voicemail' } });
    expect(said(ended, 'agent')).toEqual([
      'Hello, this is an AI assistant calling for Café Example. Please call us back.',
    ]);
  });

  it('puts no more calls through to whoever says so, on any channel', async () => {
    const ended = await call({ character: { kind: 'human', lines: ['Hello?', 'Stop calling me.'] } });
    expect(ended).toMatchObject({ status: 'completed', endedReason: { why: 'opted-out', by: 'other-party' } });
    await expect(world.run('calls.make', { to: person })).rejects.toMatchObject({
      code: 'refused',
      details: { ruleIds: ['OPTOUT-INTERNAL'] },
    });
    expect(world.sandbox.ledger().calls).toHaveLength(1);
  });

  it.each([
    { name: 'by relay', transport: 'relay', afterMs: 6_900 },
    { name: 'by media', transport: 'media', afterMs: 3_500 },
    { name: 'by media in another process', transport: 'media', afterMs: 3_500, elsewhere: true },
  ])('knows to the character what was heard when it is interrupted, $name', async ({ afterMs, transport, ...how }) => {
    await open({ character: { kind: 'manual' }, scripted: 'none', abilities: modemVoice, ...how });
    const made = await world.run('calls.make', {
      to: person,
      transport,
      brain: 'agent',
      greeting: 'I have a long story to tell you about a very small town.',
    });
    const [ringing] = world.heard();
    world.sandbox.control.answerCall(ringing!.id);
    await world.pass(afterMs);
    await world.sandbox.control.sayInCall(ringing!.id, 'Wait a moment!');
    await world.pass(3_000);
    world.sandbox.control.hangUpCall(ringing!.id);
    const ended = await world.ended(String(made.id));
    const cut = linesOf(ended).find(line => line.isInterrupted && line.generated);
    expect(joined(said(ended, 'agent'))).toBe(joined(spoken(ended.externalId)));
    expect(cut?.generated?.startsWith(cut.text)).toBe(true);
    expect(cut?.text.length).toBeGreaterThan(5);
  });
});

describe('what may not ring', () => {
  const refusals = [
    { name: 'a number on no list', to: '+12125550107', rules: { allowPrefixes: ['+1555'] }, rule: 'CALL-ALLOW-LIST' },
    { name: 'anything, while no list is set', to: person, rules: { allowPrefixes: [] }, rule: 'CALL-ALLOW-LIST' },
    { name: 'an emergency number', to: '911', rules: {}, rule: 'SAFE-EMERGENCY' },
    { name: 'an emergency number behind a country code', to: '+1911', rules: {}, rule: 'SAFE-EMERGENCY' },
  ];
  it.each(refusals)('does not: $name', async ({ to, rules, rule }) => {
    await open({ rules });
    await expect(world.run('calls.make', { to })).rejects.toMatchObject({
      code: 'refused',
      details: { ruleIds: [rule] },
    });
    await world.pass(60_000);
    expect(world.heard()).toEqual([]);
    expect(await world.store.ledger.open('default')).toEqual({ count: 0, reservedMicros: 0 });
  });

  it('is narrowed by the agent, never widened', async () => {
    await open({ rules: { allowPrefixes: ['+1555'] }, profiles: { one: { calls: { allowPrefixes: ['+1212'] } } } });
    for (const to of [person, numbers.two])
      await expect(world.run('calls.make', { to })).rejects.toMatchObject({
        details: { ruleIds: ['CALL-ALLOW-LIST'] },
      });
    const { calls } = (await world.run('calls.list', {})) as { calls: Followed[] };
    expect(calls).toMatchObject([
      { status: 'blocked', endedReason: { by: 'policy', code: 'CALL-ALLOW-LIST' }, outcome: { outcome: 'blocked' } },
      { status: 'blocked' },
    ]);
    expect(world.heard()).toEqual([]);
  });

  it('is judged again at the moment of dialing: no dial without an allow', async () => {
    let judgements = 0;
    const deny = {
      effect: 'deny',
      ruleIds: ['TEST'],
      citations: ['none'],
      remedy: 'Wait.',
      json: '{"reasons":[]}',
    } as const;
    const allow = { effect: 'allow', ruleIds: [], citations: [], json: '{}' } as const;
    await open({
      judge: () => {
        judgements += 1;
        const record = judgements === 1 ? allow : deny;
        return { decision: { effect: record.effect }, purpose: 'informational', record } as never;
      },
    });
    await expect(world.run('calls.make', { to: person })).rejects.toMatchObject({ code: 'refused' });
    expect(judgements).toBe(2);
    expect(world.heard()).toEqual([]);
    expect(await world.store.ledger.open('default')).toEqual({ count: 0, reservedMicros: 0 });
    const { calls } = (await world.run('calls.list', {})) as { calls: Followed[] };
    expect(calls).toMatchObject([{ status: 'blocked', cost: null, ruleIds: ['TEST'] }]);
  });

  it('says when a cap is reached, and has forgotten nothing of it when the call is over', async () => {
    await open({ rules: { caps: { concurrentPerAgent: 1 } }, character: { kind: 'silence' } });
    const first = await world.run('calls.make', { to: person });
    await expect(world.run('calls.make', { to: numbers.two })).rejects.toMatchObject({
      code: 'limit-exceeded',
      details: { limit: { type: 'concurrent-calls', max: 1 } },
    });
    await world.ended(String(first.id));
    expect(await world.run('calls.make', { to: numbers.two })).toMatchObject({ success: true });
  });
});
