import type { NewCharacter } from '@buttdial/sandbox';
import { afterEach, describe, expect, it } from 'vitest';
import { type CallWorld, type CallWorldOptions, callWorld, numbers, person } from '../../testing/call-world.ts';

let world: CallWorld;
afterEach(() => world.close());

const colleague = '+15559870001';
const asked = 'manual' as const;
type Call = Readonly<Record<string, unknown>>;

/** The person calls agent one, who is there, and waits to be handed over to a colleague. */
async function calledBy(colleagueIs: NewCharacter, options: CallWorldOptions = {}): Promise<Call> {
  world = await callWorld({ scripted: 'none', ...options });
  world.sandbox.control.addPhone({ number: colleague, name: 'Grace' });
  world.sandbox.control.setCharacter(colleague, colleagueIs);
  world.sandbox.control.callFromPhone({ from: person, to: numbers.one, character: { kind: asked } });
  await world.pass(6_000);
  const { calls } = (await world.run('calls.list', {})) as { calls: Call[] };
  return calls[0] as Call;
}

const byNumber = (number: string) => world.heard().filter(call => call.to === number);
const rows = async () => ((await world.run('calls.list', {})) as { calls: Call[] }).calls;

describe('a cold transfer', () => {
  it('joins the caller with whoever answers, as a call of its own with its own money', async () => {
    const call = await calledBy({ kind: 'human', lines: ['Grace speaking.', 'I can help.'] });
    const answer = await world.run('calls.transfer', { callId: call.id, to: colleague });
    expect(answer).toMatchObject({ success: true, status: 'transferred', transferredTo: colleague });
    await world.pass(5_000);
    const [theirs] = world.heard();
    await world.sandbox.control.sayInCall(theirs!.id, 'Is that Grace?');
    await world.pass(5_000);
    world.sandbox.control.hangUpCall(theirs!.id);
    await world.pass(5_000);
    const heardByGrace = byNumber(colleague)[0]?.transcript.filter(line => line.by === 'account');
    expect(heardByGrace?.map(line => line.text)).toContain('Is that Grace?');
    expect(byNumber(colleague)).toMatchObject([{ status: 'completed', from: numbers.one }]);
    const leg = (await rows()).find(row => row.to === colleague);
    expect(leg).toMatchObject({ direction: 'outbound', state: 'ended', status: 'completed' });
    expect(leg?.cost).toBeGreaterThan(0);
    expect(await world.run('calls.get', { id: call.id })).toMatchObject({ state: 'ended', status: 'transferred' });
    expect(await world.store.ledger.open('default')).toEqual({ count: 0, reservedMicros: 0 });
  });

  it.each(['busy', 'no-answer'] as const)('comes back to the caller when the other one is %s', async kind => {
    const call = await calledBy({ kind });
    const answer = await world.run('calls.transfer', { callId: call.id, to: colleague, waitSeconds: 25 });
    expect(answer).toMatchObject(kind === 'busy' ? { success: false, status: 'failed' } : { status: 'transferring' });
    await world.pass(25_000);
    const still = await world.run('calls.get', { id: call.id });
    expect(still).toMatchObject({ state: 'in-progress' });
    const words = (still.events as { kind: string; text?: string }[]).map(event => event.text);
    expect(words).toContain('I am sorry, I could not reach them.');
    expect((await rows()).find(row => row.to === colleague)).toMatchObject({ state: 'ended', status: kind });
  });

  it('refuses whom the law or the operator refuses, with the rule, and rings nowhere', async () => {
    const call = await calledBy({ kind: 'human' });
    await expect(world.run('calls.transfer', { callId: call.id, to: '+1911' })).rejects.toMatchObject({
      code: 'refused',
      details: { ruleIds: ['SAFE-EMERGENCY'] },
    });
    await expect(world.run('calls.transfer', { callId: call.id, to: '+447400123456' })).rejects.toMatchObject({
      code: 'refused',
      details: { ruleIds: ['CALL-ALLOW-LIST'] },
    });
    expect(world.heard()).toHaveLength(1);
  });

  it("refuses a call that is not the agent's own", async () => {
    const call = await calledBy({ kind: 'human' });
    const mine = { callId: call.id, to: colleague };
    await expect(world.run('calls.transfer', mine, 'two')).rejects.toMatchObject({ code: 'not-found' });
    const bySid = { callSid: call.externalId, to: colleague };
    await expect(world.run('calls.transfer', bySid, 'two')).rejects.toMatchObject({ code: 'not-found' });
    expect(byNumber(colleague)).toEqual([]);
  });
});

describe('a warm transfer', () => {
  const warm = (call: Call, more: Record<string, unknown> = {}) =>
    world.run('calls.transfer', {
      callId: call.id,
      to: colleague,
      mode: 'warm',
      briefing: 'It is about the roof.',
      ...more,
    });
  const heardBy = (number: string) =>
    byNumber(number).flatMap(({ transcript }) =>
      transcript.filter(({ by }) => by === 'account').map(({ text }) => text),
    );

  it('asks the other one first, and joins the two when they say yes', async () => {
    const call = await calledBy({
      kind: 'human',
      lines: ['Grace here.', 'Yes?', 'Yes, please.', 'Hello Ada.'],
      hangsUp: false,
    });
    expect(await warm(call, { waitSeconds: 25 })).toMatchObject({ success: true, status: 'transferred' });
    await world.pass(3_000);
    const [theirs] = world.heard();
    await world.sandbox.control.sayInCall(theirs!.id, 'Is that Grace?');
    await world.pass(5_000);
    const words = heardBy(colleague);
    expect(words.join(' ')).toContain('I have somebody on the line for you. It is about the roof. May I connect you?');
    expect(words.join(' ')).toContain('AI assistant');
    expect(words).toContain('Is that Grace?');
    expect(
      world
        .heard()[0]
        ?.transcript.filter(({ by }) => by === 'account')
        .map(({ text }) => text),
    ).toContain('Hello Ada.');
    world.sandbox.control.hangUpCall(theirs!.id);
    await world.pass(2_000);
    expect(world.heard().map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect((await rows()).map(row => row.status)).toEqual(['transferred', 'transferred']);
    expect(await world.store.ledger.open('default')).toEqual({ count: 0, reservedMicros: 0 });
  });

  it.each([
    { name: 'says no', is: { kind: 'human', lines: ['Hello?', 'No, not now.'] } },
    { name: 'does not answer', is: { kind: 'no-answer' } },
    { name: 'is a machine', is: { kind: 'voicemail' } },
  ] as const)('comes back to the caller when the other one $name', async ({ is }) => {
    const call = await calledBy(is as NewCharacter);
    await warm(call, { waitSeconds: 25 });
    await world.pass(8_000);
    const still = await world.run('calls.get', { id: call.id });
    expect(still).toMatchObject({ state: 'in-progress' });
    expect((still.events as { text?: string }[]).map(event => event.text)).toContain(
      'I am sorry, I could not reach them.',
    );
    expect((await rows()).find(row => row.to === colleague)).toMatchObject({ state: 'ended' });
    expect(byNumber(colleague)[0]?.status).not.toBe('in-progress');
  });
});
