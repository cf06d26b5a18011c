import { afterEach, describe, expect, it } from 'vitest';
import { type CallWorld, type CallWorldOptions, callWorld, numbers, person } from '../../testing/call-world.ts';

let world: CallWorld;
afterEach(() => world.close());

type Followed = Readonly<Record<string, unknown>>;
type Told = { kind: string; who?: string; text?: string; phase?: string };
const told = (call: Followed) => call.events as Told[];
const said = (call: Followed, who: string) =>
  told(call)
    .filter(event => event.kind === 'line' && event.who === who)
    .map(event => event.text);

async function open(options: CallWorldOptions = {}): Promise<CallWorld> {
  world = await callWorld(options);
  return world;
}
/** The phone of the person, by hand. */
const phone = () => {
  const call = () => world.heard().find(one => one.id === id)!;
  const { id } = world.heard().find(one => one.endedAt === undefined) ?? world.heard()[0]!;
  const { control } = world.sandbox;
  return {
    answer: () => control.answerCall(id),
    say: (text: string) => control.sayInCall(id, text),
    press: (digits: string) => control.pressInCall(id, digits),
    hangUp: () => control.hangUpCall(id),
    heard: () =>
      call()
        .transcript.filter(line => line.by === 'account')
        .map(line => line.text),
  };
};
const manual = { character: { kind: 'manual' }, scripted: 'none' } as const;
const make = (more: Record<string, unknown> = {}) => world.run('calls.make', { to: person, ...more });
const untilItRings = () => world.pass(1_000);

describe('an agent that talks itself', () => {
  it('answers turn by turn, and hears what was heard of it', async () => {
    await open(manual);
    const { id } = await make({ brain: 'agent' });
    await untilItRings();
    phone().answer();
    await world.pass(500);
    phone().say('Hello?');
    await world.pass(9_000);
    phone().say('What do you want?');
    const first = await world.run('calls.attend', { id });
    expect(first).toMatchObject({ event: 'note', text: 'Hello?' });
    const turn = await world.run('calls.attend', { id, afterSequence: first.sequence });
    expect(turn).toMatchObject({
      event: 'caller_turn',
      text: 'What do you want?',
      floorDeadlineAt: expect.any(String),
    });
    const answered = world.run('calls.attend', { id, afterSequence: turn.sequence, reply: 'A table for two.' });
    await world.pass(3_000);
    phone().say('Seven is fine.');
    const next = await answered;
    expect(next).toMatchObject({ event: 'caller_turn', text: 'Seven is fine.', heardOfLastReply: 'A table for two.' });
    await world.run('calls.attend', {
      id,
      afterSequence: next.sequence,
      reply: 'Thank you.',
      hangUp: true,
      waitSeconds: 0,
    });
    const ended = await world.ended(String(id));
    expect(ended).toMatchObject({ status: 'completed', endedReason: { by: 'agent', why: 'goodbye' } });
    expect(phone().heard().at(-1)).toBe('Thank you.');
  });

  it('takes the floor from whoever talks, and gives it back by letting a turn pass', async () => {
    await open({
      character: { kind: 'manual' },
      scripted: () => ({
        async *onTurn() {
          yield { kind: 'text', text: 'The script answers.' };
        },
      }),
    });
    const { id } = await make();
    await untilItRings();
    phone().answer();
    await world.pass(500);
    phone().say('Hello?');
    await world.pass(9_000);
    phone().say('First question?');
    await world.pass(6_000);
    let seen = await world.run('calls.attend', { id, waitSeconds: 0 });
    expect(seen.event).toBe('note');
    while (seen.event !== 'idle')
      seen = await world.run('calls.attend', { id, afterSequence: seen.sequence, waitSeconds: 0 });
    const visit = world.run('calls.attend', { id, afterSequence: seen.sequence, waitSeconds: 20 });
    phone().say('Second question?');
    const turn = await visit;
    expect(turn).toMatchObject({ event: 'caller_turn', text: 'Second question?' });
    await world.run('calls.attend', { id, afterSequence: turn.sequence, reply: 'The agent answers.', waitSeconds: 0 });
    await world.pass(4_000);
    phone().say('Third question?');
    await world.pass(12_000);
    expect(
      phone()
        .heard()
        .filter(text => text.includes('answers')),
    ).toEqual(['The script answers.', 'The agent answers.', 'The script answers.']);
  });

  it('is rung when it waits for calls, and is the one who answers', async () => {
    await open({ scripted: 'none' });
    const waiting = world.run('calls.attend', { waitSeconds: 25 });
    await world.pass(100);
    world.sandbox.control.callFromPhone({
      from: person,
      to: numbers.one,
      character: { kind: 'human', lines: ['Is somebody there?', 'Good.'], speaksFirst: false },
    });
    const rung = await waiting;
    expect(rung).toMatchObject({ event: 'ringing', id: expect.any(String) });
    const turn = await world.run('calls.attend', { id: rung.id });
    expect(turn).toMatchObject({ event: 'caller_turn', text: 'Is somebody there?' });
    await world.run('calls.attend', { id: rung.id, afterSequence: turn.sequence, reply: 'Yes, I am.', waitSeconds: 0 });
    const ended = await world.ended(String(rung.id));
    expect(ended).toMatchObject({ direction: 'inbound', brain: 'agent' });
    expect(said(ended, 'agent')).toContain('Yes, I am.');
    expect(ended.disclosureHeardMs).toBeGreaterThan(0);
  });
});

describe('acting on a call', () => {
  it('says, directs, presses, notes and hangs up with last words', async () => {
    await open(manual);
    const { id } = await make({ brain: 'agent' });
    const act = (action: string, more: Record<string, unknown> = {}) =>
      world.run('calls.control', { id, action, ...more });
    await untilItRings();
    phone().answer();
    await world.pass(500);
    phone().say('Hello?');
    await world.pass(9_000);
    await act('say', { text: 'One thing more.' });
    await act('digits', { digits: '12' });
    await act('note', { text: 'They were friendly.' });
    await world.pass(3_000);
    await act('hang_up', { text: 'Goodbye then.' });
    const ended = await world.ended(String(id));
    expect(ended).toMatchObject({ status: 'hung-up-by-agent', notes: ['They were friendly.'] });
    expect(phone().heard()).toEqual(expect.arrayContaining(['One thing more.', '(1)', '(2)', 'Goodbye then.']));
    await act('outcome', { outcome: 'partial', text: 'Half of it.' });
    expect(await world.run('calls.get', { id })).toMatchObject({
      outcome: { outcome: 'partial', summary: 'Half of it.' },
    });
    await expect(act('say', { text: 'Too late.' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('presses no emergency number', async () => {
    await open(manual);
    const { id } = await make({ brain: 'agent' });
    await untilItRings();
    phone().answer();
    await world.pass(3_000);
    await world.run('calls.control', { id, action: 'digits', digits: '9w1w1' });
    await world.pass(1_000);
    expect(
      phone()
        .heard()
        .filter(text => /^\(\d\)$/.test(text)),
    ).toEqual([]);
  });

  it('cancels before the answer, and not after it', async () => {
    await open(manual);
    const { id } = await make();
    await world.run('calls.control', { id, action: 'cancel' });
    expect(await world.ended(String(id))).toMatchObject({ status: 'cancelled', cost: 0 });
    const second = await make();
    await untilItRings();
    phone().answer();
    await world.pass(1_000);
    await expect(world.run('calls.control', { id: second.id, action: 'cancel' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('is only for whoever the call belongs to', async () => {
    await open(manual);
    const { id } = await make();
    for (const [name, input] of [
      ['calls.get', {}],
      ['calls.transcript', {}],
      ['calls.control', { action: 'hang_up' }],
      ['calls.attend', {}],
    ] as const)
      await expect(world.run(name, { id, ...input }, 'two')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('waits for news, and gives each piece once', async () => {
    await open(manual);
    const { id } = await make({ brain: 'agent' });
    const before = await world.run('calls.get', { id });
    const waiting = world.run('calls.get', { id, afterSequence: before.lastSequence, waitSeconds: 25 });
    await world.pass(1_000);
    await untilItRings();
    phone().answer();
    const news = await waiting;
    expect(told(news).map(event => event.phase)).toEqual(['screening']);
    const again = await world.run('calls.get', { id, afterSequence: news.lastSequence, waitSeconds: 0 });
    expect(told(again)).toEqual([]);
  });

  it('shows who has the floor, how quickly the last turn was answered, and what waits for the agent', async () => {
    await open(manual);
    const { id } = await make({ brain: 'agent' });
    const seen = async () => (await world.run('calls.get', { id })) as { phase: string; floor?: Followed };
    expect((await seen()).floor?.holder ?? 'nobody').toBe('nobody');
    await untilItRings();
    phone().answer();
    await world.pass(500);
    phone().say('Hello?');
    const holders = new Set<unknown>();
    for (let seconds = 0; seconds < 18; seconds++) {
      await world.pass(500);
      const { floor } = await seen();
      holders.add(`${floor?.holder} ${floor?.isAgentSpeaking}`);
    }
    expect(holders).toEqual(new Set(['nobody false', 'agent true']));
    phone().say('What do you want?');
    await world.pass(3_000);
    const { phase, floor: waiting } = await seen();
    expect(phase).toBe('conversing');
    const turn = waiting?.turn as { sequence: number; text: string; deadlineAt: string };
    expect(turn).toMatchObject({ text: 'What do you want?', deadlineAt: expect.any(String) });
    const reply = { id, afterSequence: turn.sequence, reply: 'A table for two.', waitSeconds: 0 };
    await world.run('calls.attend', reply);
    await world.pass(6_000);
    const { floor } = await seen();
    expect(floor).toMatchObject({ holder: 'nobody', isAgentSpeaking: false });
    expect(floor).not.toHaveProperty('turn');
    const figures = floor?.lastTurn as Record<'gapMs' | 'endpointMs' | 'answerMs' | 'heardRatio', number>;
    expect(figures.endpointMs + figures.answerMs).toBe(figures.gapMs);
    expect(figures).toMatchObject({ heardRatio: 1 });
    await world.run('calls.control', { id, action: 'hang_up' });
    const ended = await world.ended(String(id));
    expect(ended).not.toHaveProperty('floor');
    expect(ended).not.toHaveProperty('phase');
  });

  it('reads a transcript as text and as subtitles', async () => {
    await open({ character: { kind: 'human', lines: ['Hello?', 'Yes <b>.', 'Bye.'] } });
    const { id } = await make({ mission: 'say hello' });
    await world.ended(String(id));
    const text = await world.run('calls.transcript', { id, format: 'text' });
    expect(text.text).toMatch(/^caller: Hello\?\nagent: Hello, this is an AI assistant calling for Agent One\./);
    const vtt = await world.run('calls.transcript', { id, format: 'vtt' });
    expect(vtt.text).toMatch(/^WEBVTT\n\n00:00:00\.000 --> 00:00:0\d\.\d{3}\n<v caller>Hello\?\n\n/);
    expect(vtt.text).toContain('&lt;b>');
  });
});

describe('asking for a call', () => {
  it('never calls twice for one key, and refuses the key for another call', async () => {
    await open({ character: { kind: 'silence' } });
    const asked = { idempotencyKey: 'once', mission: 'say hello' };
    const answers = await Promise.all([make(asked), make(asked), make(asked)]);
    expect(new Set(answers.map(answer => answer.id)).size).toBe(1);
    await expect(make({ ...asked, mission: 'say goodbye' })).rejects.toMatchObject({ code: 'conflict' });
    expect(world.heard()).toHaveLength(1);
  });

  it('places a scheduled call when it is due, judged then', async () => {
    await open({ character: { kind: 'busy' } });
    const scheduleAt = new Date(world.runtime.now().getTime() + 3_600_000).toISOString();
    const soon = await make({ scheduleAt });
    const never = await make({ scheduleAt, idempotencyKey: 'cancelled' });
    expect(soon).toMatchObject({ status: 'scheduled', startsAt: scheduleAt });
    await world.run('calls.control', { id: never.id, action: 'cancel' });
    await world.pass(3_590_000);
    expect(world.heard()).toEqual([]);
    expect(await world.ended(String(soon.id))).toMatchObject({ status: 'busy' });
    expect(await world.run('calls.get', { id: never.id })).toMatchObject({ status: 'cancelled', cost: null });
    expect(world.heard()).toHaveLength(1);
  });

  it('only asks in a dry run', async () => {
    await open();
    expect(await make({ dryRun: true, maxDurationSeconds: 90 })).toMatchObject({
      status: 'dry-run',
      dryRun: { allowed: true, brain: 'script', transport: 'relay', price: { perMinute: 0.084, max: 0.168 } },
    });
    expect(await make({ dryRun: true, to: '+12129995555' })).toMatchObject({ dryRun: { allowed: false } });
    expect(world.heard()).toEqual([]);
    expect((await world.run('calls.list', {})).count).toBe(0);
  });

  it('ends a call at its limit, in words', async () => {
    await open({ character: { kind: 'human', lines: Array.from({ length: 40 }, (_, index) => `And ${index}?`) } });
    const { id } = await make({ maxDurationSeconds: 20, mission: 'say hello' });
    const ended = await world.ended(String(id));
    expect(ended).toMatchObject({ status: 'timed-out', endedReason: { why: 'max-duration', by: 'us' } });
    expect(ended.durationSeconds).toBeLessThan(35);
  });
});

describe('a call that comes in', () => {
  const ring = (lines: string[], to: string = numbers.one) =>
    world.sandbox.control.callFromPhone({ from: person, to, character: { kind: 'human', lines, speaksFirst: false } });

  it('is answered by the machine, whose message waits in the inbox', async () => {
    await open({ scripted: 'none' });
    ring(['This is Ada, the roof leaks.', 'No, that is all.', 'Bye.']);
    await world.pass(90_000);
    const { calls } = (await world.run('calls.list', {})) as { calls: Followed[] };
    expect(calls).toMatchObject([{ direction: 'inbound', brain: 'machine', state: 'ended' }]);
    const { messages } = (await world.run('inbox.fetch', {})) as { messages: Followed[] };
    expect(messages).toMatchObject([{ channel: 'voice', from: person, untrusted: true }]);
    expect(messages[0]!.body).toContain('This is Ada, the roof leaks.');
  });

  it.each([
    { name: 'rejects whom the agent never answers', calls: { never: ['+1555'] } },
    { name: 'rejects where the agent takes no calls', calls: { answer: 'reject' } },
  ] as const)('$name', async ({ calls }) => {
    await open({ profiles: { one: { calls } } });
    ring(['Hello?']);
    await world.pass(30_000);
    expect(world.heard()).toMatchObject([{ status: 'no-answer' }]);
    expect((await world.run('calls.list', {})).count).toBe(0);
  });

  it('knows the hours of the agent', async () => {
    const hours = { days: [1, 2, 3, 4, 5], from: '09:00', until: '12:00', zone: 'America/New_York' };
    await open({ profiles: { one: { calls: { hours } }, two: { calls: { hours: { ...hours, until: '17:00' } } } } });
    ring(['Hello?']);
    ring(['Hello?'], numbers.two);
    await world.pass(60_000);
    expect((await world.run('calls.list', {})).calls).toMatchObject([{ brain: 'machine' }]);
    expect((await world.run('calls.list', {}, 'two')).calls).toMatchObject([{ brain: 'script' }]);
  });
});

describe('a socket of a call', () => {
  it('opens once, for the carrier alone, and only in its time', async () => {
    await open(manual);
    const { id } = await make({ brain: 'agent' });
    await untilItRings();
    phone().answer();
    await world.pass(2_000);
    const [[route, hook]] = world.sockets as [Parameters<typeof world.switchboard.calls.admitSocket>];
    const { calls } = world.switchboard;
    const rejected = 'buttdial_webhooks_rejected_total {"connection":"twilio"}';
    // The signature is good, the ticket is used.
    expect(await calls.admitSocket(route, hook)).toBeUndefined();
    expect(world.counted).not.toContain(rejected);
    const unsigned = { ...hook, headers: new Headers() };
    expect(await calls.admitSocket(route, unsigned)).toBeUndefined();
    expect(world.counted).toContain(rejected);
    expect(await calls.admitSocket({ ...route, agentId: 'nobody' }, hook)).toBeUndefined();
    expect(await calls.admitSocket({ ...route, agentId: 'two' }, hook)).toBeUndefined();
    expect(JSON.stringify(world.logged)).not.toContain(route.ticket);
    await world.run('calls.control', { id, action: 'hang_up' });
  });
});

describe('another server takes over', () => {
  it('goes on where the carrier comes back, and bills once', async () => {
    await open({ character: { kind: 'human', lines: ['Hello?', 'One.', 'Two.', 'Three.', 'Four.', 'Five.', 'Six.'] } });
    const { id } = await make({ mission: 'say hello' });
    await world.pass(12_000);
    await world.replace();
    const ended = await world.ended(String(id));
    expect(ended).toMatchObject({ state: 'ended', status: 'hung-up-by-caller' });
    expect(said(ended, 'caller')).toEqual(expect.arrayContaining(['Hello?', 'One.', 'Six.']));
    expect(told(ended).filter(event => event.kind === 'ended')).toHaveLength(1);
    expect(await world.store.ledger.open('default')).toEqual({ count: 0, reservedMicros: 0 });
  });
});
