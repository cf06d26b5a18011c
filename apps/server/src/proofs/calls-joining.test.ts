import type { NewCharacter } from '@buttdial/sandbox';
import { afterEach, describe, expect, it } from 'vitest';
import { type CallWorld, type CallWorldOptions, callWorld, numbers, person } from '../../testing/call-world.ts';

let world: CallWorld;
afterEach(() => world.close());

const other = '+15559870001';
type Call = Readonly<Record<string, unknown>>;

async function open(first: NewCharacter, second: NewCharacter, options: CallWorldOptions = {}): Promise<void> {
  world = await callWorld({ scripted: 'none', character: first, ...options });
  world.sandbox.control.addPhone({ number: other, name: 'Grace' });
  world.sandbox.control.setCharacter(other, second);
}

const callsTo = (number: string) => world.heard().filter(call => call.to === number);
const heardBy = (number: string) =>
  callsTo(number)
    .flatMap(({ transcript }) => transcript.filter(({ by }) => by === 'account').map(({ text }) => text))
    .join(' ');
/** The first of the two says something, the other hears it, and the first hangs up. */
async function talk(): Promise<void> {
  await world.pass(5_000);
  const [first] = callsTo(person);
  await world.sandbox.control.sayInCall(first!.id, 'So here we are.');
  await world.pass(3_000);
  expect(heardBy(other)).toContain('So here we are.');
  world.sandbox.control.hangUpCall(first!.id);
  await world.pass(3_000);
}
const agreeing = (name: string): NewCharacter => ({
  kind: 'human',
  lines: [`${name} here.`, 'Yes?', 'Yes, please.', `This is ${name}.`, 'Goodbye.'],
});

describe('a call on behalf of somebody', () => {
  const onBehalf = { requesterPhone: person, requesterName: 'Ada', target: other, targetName: 'Grace' };

  it('calls who asked for it first, then asks the other one, and joins the two', async () => {
    await open(agreeing('Ada'), agreeing('Grace'));
    const made = await world.run('calls.onBehalf', { ...onBehalf, message: 'It is about the roof.' });
    expect(made).toMatchObject({ success: true, from: numbers.one, to: other });
    await world.ended(String(made.callId));
    await talk();
    expect(heardBy(person)).toContain('You asked to be connected with Grace. Shall I call them now?');
    expect(heardBy(other)).toContain('Ada would like to talk with you. It is about the roof. May I connect you?');
    expect(heardBy(other)).toContain('AI assistant');
    expect(world.heard().map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(await world.store.ledger.open('default')).toEqual({ count: 0, reservedMicros: 0 });
  });

  it('rings nobody else when who asked for it has changed their mind', async () => {
    await open({ kind: 'human', lines: ['Hello?', 'Yes?', 'No, not now.'] }, agreeing('Grace'));
    const made = await world.run('calls.onBehalf', onBehalf);
    await world.ended(String(made.callId));
    expect(callsTo(other)).toEqual([]);
  });

  it('rings nobody at all when the other one may not be rung', async () => {
    await open(agreeing('Ada'), agreeing('Grace'));
    await expect(world.run('calls.onBehalf', { ...onBehalf, target: '+447400123456' })).rejects.toMatchObject({
      details: { ruleIds: ['CALL-ALLOW-LIST'] },
    });
    expect(world.heard()).toEqual([]);
  });
});

describe('a bridge', () => {
  const asOrganization = (input: Call) => world.run('calls.bridge', input, 'organization');

  it('joins callers of a number with somebody else, after they know who answers', async () => {
    await open({ kind: 'manual' }, { kind: 'human', lines: ['Grace speaking.', 'I see.'] });
    const route = { action: 'setup', localNumber: numbers.one, destinationNumber: other, label: 'Grace' };
    const made = await asOrganization(route);
    expect(made).toMatchObject({ success: true, callerPattern: '*', destinationNumber: other });
    await expect(asOrganization(route)).rejects.toMatchObject({ code: 'conflict' });
    world.sandbox.control.callFromPhone({ from: person, to: numbers.one, character: { kind: 'manual' } });
    await world.pass(15_000);
    const [theirs] = world.heard();
    await world.sandbox.control.sayInCall(theirs!.id, 'Is that Grace?');
    await world.pass(3_000);
    expect(heardBy(other)).toContain('Is that Grace?');
    world.sandbox.control.hangUpCall(theirs!.id);
    await world.pass(3_000);
    const listed = await asOrganization({ action: 'list' });
    expect(listed).toMatchObject({
      routes: [{ id: made.bridgeId, localNumber: numbers.one, label: 'Grace' }],
      recentCalls: [{ bridgeId: made.bridgeId, destination: other, status: 'completed' }],
    });
    expect(await asOrganization({ action: 'remove', bridgeId: made.bridgeId })).toMatchObject({ removed: true });
    expect(await asOrganization({ action: 'list' })).toMatchObject({ routes: [] });
  });

  it('joins two telephones at once', async () => {
    await open(agreeing('Ada'), agreeing('Grace'));
    const call = { action: 'call', localNumber: numbers.one, callerNumber: person, destinationNumber: other };
    const made = await asOrganization(call);
    expect(made).toMatchObject({ success: true, caller: person, destination: other });
    await world.pass(45_000);
    await talk();
    expect([...callsTo(person), ...callsTo(other)].map(({ status }) => status)).toEqual(['completed', 'completed']);
  });

  it('is refused for numbers of others', async () => {
    await open({ kind: 'manual' }, { kind: 'manual' });
    const route = { action: 'setup', localNumber: '+12125550199', destinationNumber: other };
    await expect(asOrganization(route)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a voice message', () => {
  it.each([
    { is: { kind: 'human' }, status: 'completed' },
    { is: { kind: 'voicemail' }, status: 'voicemail-left' },
  ] as const)('is said to a $is.kind, after who speaks', async ({ is, status }) => {
    await open(is as NewCharacter, { kind: 'busy' });
    const made = await world.run('calls.voiceMessage', { to: person, text: 'Your parcel is here.' });
    expect(made).toMatchObject({ success: true, to: person, durationSeconds: 2 });
    const ended = await world.ended(String(made.callId));
    expect(heardBy(person)).toMatch(/AI assistant.*Your parcel is here\./);
    expect(ended.status).toBe(status);
  });
});

describe('answer rules', () => {
  const rules = (input: Call) => world.run('calls.answerRules', { agentId: 'one', ...input }, 'organization');

  it('are not for the agent to change', async () => {
    await open({ kind: 'manual' }, { kind: 'manual' });
    await expect(world.run('calls.answerRules', { transferTo: [other] })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('are told, changed one by one, and followed', async () => {
    await open({ kind: 'manual' }, { kind: 'manual' });
    expect(await rules({})).toMatchObject({
      rules: { answer: 'auto', hours: null, never: [] },
    });
    const hours = { days: [1, 2], from: '09:00', until: '17:00', zone: 'Europe/Berlin' };
    await rules({ hours, never: ['+1555987'] });
    const changed = await rules({ hours: null, transferTo: [other] });
    expect(changed).toMatchObject({ rules: { hours: null, never: ['+1555987'], transferTo: [other] } });
    world.sandbox.control.callFromPhone({ from: person, to: numbers.one, character: { kind: 'manual' } });
    await world.pass(5_000);
    expect(world.heard()[0]).not.toHaveProperty('answeredAt');
    await expect(rules({ hours: { ...hours, zone: 'Nowhere/Else' } })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'hours.zone' },
    });
  });
});
