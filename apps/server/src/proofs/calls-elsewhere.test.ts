import type { Failpoint } from '@buttdial/switchboard';
import postgres from 'postgres';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { type Balancer, openBalancer } from '../../testing/balancer.ts';
import { breakGround, type Child, freePort, type Ground, pause, startChild } from '../../testing/children.ts';
import { modernRpc } from '../../testing/modern-rpc.ts';

type Answer = Record<string, unknown>;
type Heard = { readonly event: string; readonly text: string; readonly sequence: number; readonly id: string };

const person = '+15559876543';
const databases = {
  SQLite: async () => undefined,
  PostgreSQL: async () => {
    const admin = postgres(inject('postgresUrl'), { max: 1 });
    const name = `elsewhere_${process.pid}_${Math.trunc(performance.now())}`;
    await admin.unsafe(`create database ${name}`);
    await admin.end();
    return inject('postgresUrl').replace(/\/[^/]*$/, `/${name}`);
  },
} as const;

let ground: Ground;
let front: Balancer;
const children: Child[] = [];
afterEach(async () => {
  front.close();
  await Promise.all(children.splice(0).map(child => child.stop()));
  await ground.close();
});

/** Two servers on one database. The carrier reaches the first one, through an address that can be turned to the other. */
async function house(kind: keyof typeof databases, failpoint?: { label: Failpoint; hit: number }) {
  ground = await breakGround();
  ground.network.control.changeBehaviour({ callSetupMs: 20, callAnswerMs: 50, speechMsPerCharacter: 8 });
  ground.network.control.setCharacter(person, { kind: 'manual' });
  front = await openBalancer();
  ground.point(front.url);
  const databaseUrl = await databases[kind]();
  const start = async (more: object = {}) => {
    const port = await freePort();
    const { dataDir, networkUrl } = ground;
    const shared = { dataDir, networkUrl, publicUrl: front.url, ...(databaseUrl && { databaseUrl }) };
    const child = await startChild({ port, ...shared, ...more });
    children.push(child);
    return { ...child, port };
  };
  const a = await start(failpoint ? { failpoint } : {});
  const b = await start();
  front.to(a.port);
  return { a, b };
}

async function ask(server: Child, path: string, body?: object, headers: object = {}): Promise<Answer> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization: `Bearer ${ground.state.agentTokens['test-agent-001']}`,
      'content-type': 'application/json',
      ...headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { ...((await response.json()) as Answer), http: response.status };
}

const attend = (server: Child, body: object) =>
  ask(server, '/calls/attend', body) as Promise<unknown> as Promise<Heard>;
const control = (server: Child, id: unknown, body: object) => ask(server, `/calls/${id}/control`, body);

/** The phone of the person. */
const phone = {
  now: () => ground.network.control.calls().at(-1)!,
  say: (text: string) => ground.network.control.sayInCall(phone.now().id, text),
  heard: () =>
    phone
      .now()
      .transcript.filter(line => line.by === 'account')
      .map(line => line.text),
};

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const giveUp = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > giveUp) throw new Error(`Still not so: ${JSON.stringify(ground.network.control.calls())}`);
    await pause(50);
  }
}

/** A call that `a` has, and the agent has the floor. */
async function talking(a: Child): Promise<unknown> {
  const made = await ask(a, '/make-call', { to: person, brain: 'agent', mission: 'say hello' });
  expect(made).toMatchObject({ success: true });
  const { id } = made;
  await until(() => ground.network.control.calls().some(call => call.status === 'ringing'));
  ground.network.control.answerCall(phone.now().id);
  await until(() => phone.now().status === 'in-progress');
  await pause(300);
  phone.say('Hello?');
  await until(() => phone.heard().some(text => text.includes('AI assistant')));
  return id;
}

// What a store does for it is held by its own laws, on both, in the short form too.
const stores = process.env.TEST_FULL === undefined ? (['SQLite'] as const) : (['SQLite', 'PostgreSQL'] as const);

describe.each(stores)('an agent at another server than its call, on one %s', kind => {
  it('talks, directs and hangs up there; what comes twice is said once', async () => {
    const { a, b } = await house(kind);
    const id = await talking(a);
    let seen = await attend(b, { id, waitSeconds: 5 });
    while (seen.event !== 'idle') seen = await attend(b, { id, afterSequence: seen.sequence, waitSeconds: 0 });
    const visit = attend(b, { id, afterSequence: seen.sequence, waitSeconds: 20 });
    await pause(200);
    phone.say('What do you want?');
    const turn = await visit;
    expect(turn).toMatchObject({ event: 'caller_turn', text: 'What do you want?', state: 'conversing' });
    const reply = { id, afterSequence: turn.sequence, reply: 'A table for two.', waitSeconds: 2 };
    const both = await Promise.all([attend(b, reply), attend(a, reply), attend(b, reply)]);
    expect(new Set(both.map(answer => answer.event))).toEqual(new Set(['idle']));
    expect(await control(b, id, { action: 'direct', text: 'Be brief.' })).toMatchObject({ outcome: 'done' });
    const once = { 'idempotency-key': 'once' };
    const words = { action: 'say', text: 'One thing more.' };
    await Promise.all([a, b, b].map(server => ask(server, `/calls/${id}/control`, words, once)));
    await until(() => phone.heard().join(' ').includes('One thing more.'));
    expect(await control(b, id, { action: 'cancel' })).toMatchObject({ http: 409 });
    expect(await control(b, id, { action: 'hang_up', text: 'Goodbye then.' })).toMatchObject({ success: true });
    await until(() => phone.now().endedAt !== undefined);
    // A reply that takes its time stands behind a few words that fill the gap.
    const said = phone.heard().join(' ');
    for (const text of ['A table for two.', 'One thing more.', 'Goodbye then.'])
      expect(said.split(text), said).toHaveLength(2);
    await until(async () => (await ask(b, `/calls/${id}`)).state === 'ended');
    expect(await control(b, id, { action: 'say', text: 'Too late.' })).toMatchObject({ http: 409, code: 'conflict' });
    expect(await attend(b, { id })).toMatchObject({ http: 409 });
  }, 60_000);

  it('has it as a task there: is asked for the turn, and its reply is said once', async () => {
    const { a, b } = await house(kind);
    const id = String(await talking(a));
    const capabilities = { sampling: {}, extensions: { 'io.modelcontextprotocol/tasks': {} } };
    const token = ground.state.agentTokens['test-agent-001'] ?? '';
    const task = async (method: string, more: object = {}) => {
      const asked = { method: `tasks/${method}`, params: { taskId: id, ...more } };
      return (await modernRpc(b.url, asked, { token, capabilities, name: id })).result;
    };
    await until(async () => String((await task('get')).statusMessage).startsWith('conversing'));
    await until(async () => ((await ask(b, `/calls/${id}`)).floor as Answer | undefined)?.holder === 'nobody');
    phone.say('What do you want?');
    let keys: string[] = [];
    await until(async () => {
      keys = Object.keys((await task('get')).inputRequests ?? {});
      return keys.length > 0;
    });
    const content = { type: 'text', text: 'A table for two.' };
    const inputResponses = Object.fromEntries(keys.map(key => [key, { role: 'assistant', model: 'own', content }]));
    await Promise.all([task('update', { inputResponses }), task('update', { inputResponses })]);
    await until(() => phone.heard().join(' ').includes('A table for two.'));
    await task('cancel');
    await until(async () => (await task('get')).status === 'completed');
    expect(phone.heard().join(' ').split('A table for two.')).toHaveLength(2);
  }, 60_000);

  it('is rung there when it waits, and answers', async () => {
    const { b } = await house(kind);
    const waiting = attend(b, { waitSeconds: 25 });
    await pause(300);
    ground.network.control.callFromPhone({
      from: person,
      to: '+12125550101',
      character: { kind: 'human', lines: ['Is somebody there?', 'Good.'], speaksFirst: false },
    });
    const rung = await waiting;
    expect(rung).toMatchObject({ event: 'ringing', id: expect.any(String) });
    let turn = await attend(b, { id: rung.id });
    while (turn.event !== 'caller_turn') turn = await attend(b, { id: rung.id, afterSequence: turn.sequence });
    expect(turn).toMatchObject({ text: expect.stringMatching('Is somebody there') });
    await attend(b, { id: rung.id, afterSequence: turn.sequence, reply: 'Yes, I am.', waitSeconds: 0 });
    await until(async () => JSON.stringify(await ask(b, `/calls/${rung.id}/transcript`)).includes('Yes, I am.'));
  }, 60_000);

  it('has its order carried out by the server that goes on with the call', async () => {
    const { a, b } = await house(kind);
    const id = await talking(a);
    front.to(b.port);
    a.kill();
    const asked = control(b, id, { action: 'say', text: 'I am here again.' });
    expect(await asked).toMatchObject({ success: true, outcome: 'done' });
    await until(() => phone.heard().join(' ').includes('I am here again.'));
    phone.say('Who is there?');
    const turn = await attend(b, { id, afterSequence: 1, waitSeconds: 10 });
    expect(turn).toMatchObject({ text: 'Who is there?' });
    await attend(b, { id, afterSequence: turn.sequence, reply: 'Still me.', hangUp: true, waitSeconds: 0 });
    await until(() => phone.now().endedAt !== undefined);
    const said = phone.heard().join(' ');
    for (const text of ['I am here again.', 'Still me.']) expect(said.split(text), said).toHaveLength(2);
  }, 60_000);

  it.each([
    { label: 'before-order', most: 0 },
    { label: 'after-order', most: 1 },
  ] as const)(
    'is told that nobody knows, when the server died with it: $label',
    async ({ label, most }) => {
      const { a, b } = await house(kind, { label, hit: 1 });
      const id = await talking(a);
      front.to(b.port);
      const asked = control(b, id, { action: 'say', text: 'Was I heard?' });
      await a.gone;
      expect(await asked).toMatchObject({ success: false, outcome: 'uncertain' });
      expect(await control(b, id, { action: 'hang_up', text: 'Goodbye then.' })).toMatchObject({ outcome: 'done' });
      await until(() => phone.now().endedAt !== undefined);
      expect(phone.heard().filter(line => line.startsWith('Was I heard')).length).toBeLessThanOrEqual(most);
    },
    60_000,
  );

  it('is refused in bounded time where nobody goes on with the call', async () => {
    const { a, b } = await house(kind);
    const id = await talking(a);
    a.kill();
    await a.gone;
    const refused = await control(b, id, { action: 'say', text: 'Nobody says this.' });
    expect([409, 503]).toContain(refused.http);
    expect(refused.remedy).toEqual(expect.any(String));
    await until(async () => (await ask(b, `/calls/${id}`)).state === 'ended');
    expect(phone.heard()).not.toContain('Nobody says this.');
  }, 60_000);
});
