import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { type Log, systemRuntime } from '@buttdial/core';
import type { NewCharacter } from '@buttdial/sandbox';
import { describe, expect, it } from 'vitest';
import { breakGround, freePort, startChild } from '../../testing/children.ts';
import { type Installation, install } from '../../testing/installation.ts';

const phone = '+15559876543';
const tenantKeys = ['sk-tenant-canary-4711', 'sk-tenant-canary-4712'] as const;
// Telephones ring for a while before somebody answers.
const person = { kind: 'human', answerMs: 1_500, hangsUp: true } as const;

interface Event {
  readonly kind: string;
  readonly who?: string;
  readonly text?: string;
  readonly phase?: string;
  readonly isInterrupted?: boolean;
}
type Call = Readonly<Record<string, unknown>> & { readonly events: readonly Event[] };

interface House extends Installation, AsyncDisposable {
  readonly logged: readonly string[];
  /** Of the media processes, in the order in which they were started. */
  pids(): readonly number[];
}

/** A server whose calls pass through processes of their own, with voices that can be read to the character. */
async function open(processes = 1): Promise<House> {
  const logged: string[] = [];
  const write = (event: string, fields?: object) => void logged.push(`${event} ${JSON.stringify(fields ?? {})}`);
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const env = { MEDIA_PROCESSES: String(processes) };
  const house = await install({ simulatedModels: true, env, runtime: systemRuntime(log) });
  const started = () => logged.filter(line => line.startsWith('media.started'));
  const pids = () => started().map(line => Number(/"process":(\d+)/.exec(line)?.[1]));
  return { ...house, logged, pids, [Symbol.asyncDispose]: () => house.close() };
}

async function call(house: Installation, character: NewCharacter, how: object = {}): Promise<string> {
  house.demo.network.control.setCharacter(phone, character);
  const asked = { to: phone, mission: 'say hello', brain: 'script', transport: 'media', ...how };
  const { status, json } = await house.api('POST', '/make-call', { body: asked });
  expect([status, json.error]).toEqual([200, undefined]);
  return String(json.callId);
}

async function follow(house: Installation, id: string, holds: (call: Call) => boolean): Promise<Call> {
  const giveUp = Date.now() + 40_000;
  for (;;) {
    const { json } = await house.api('GET', `/calls/${id}`);
    const seen = json as Call;
    if (holds(seen)) return seen;
    if (Date.now() > giveUp) throw new Error(`Still not so: ${JSON.stringify(seen.events)}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

const hasEnded = (seen: Call) => seen.state === 'ended';
const lines = (seen: Call, who: string) => seen.events.filter(event => event.kind === 'line' && event.who === who);
const joined = (texts: readonly (string | undefined)[]) => texts.join('').replaceAll(/[\s.?]/g, '');
/** What the network knows was said by us. */
const spoken = (house: Installation) =>
  house.demo.network.control
    .calls()
    .flatMap(({ transcript }) => transcript.filter(({ by }) => by === 'account').map(({ text }) => text));
const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe.concurrent('a call over raw audio in a process of its own', () => {
  it('is what was said, to the character, and leaves no secret and no word in logs or command lines', async () => {
    await using house = await open();
    const { control } = house.demo.network;
    const spendBefore = await house.api('GET', '/usage');
    expect(house.pids()).toEqual([]);
    const id = await call(house, { ...person, lines: ['Hello?', 'The roof leaks.', 'Goodbye.'] });
    const ended = await follow(house, id, hasEnded);
    expect(lines(ended, 'caller').map(({ text }) => text)).toEqual(['Hello?', 'The roof leaks.', 'Goodbye.']);
    expect(joined(lines(ended, 'agent').map(({ text }) => text))).toBe(joined(spoken(house)));
    const [pid = 0] = house.pids();
    expect([house.pids().length, isRunning(pid)]).toEqual([1, true]);
    expect(house.demo.network.ledger().alerts).toEqual([]);
    const metrics = await fetch(new URL('/metrics', house.url), {
      headers: { authorization: `Bearer ${house.tokens.orchestrator}` },
    });
    expect(await metrics.text()).toContain('buttdial_media_processes 1');
    const key = control.accounts()[0]?.openai?.apiKey ?? '';
    expect(key.length).toBeGreaterThan(10);
    const environment = existsSync(`/proc/${pid}/environ`) ? readFileSync(`/proc/${pid}/environ`, 'utf8') : '';
    const outside = [
      ...house.logged,
      execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }),
      environment,
    ];
    for (const secret of [key, house.demo.state.twilio.authToken, 'The roof leaks', phone, 'AI assistant'])
      expect(outside.join('\n')).not.toContain(secret);
    expect(spendBefore.status).toBe(200);
  }, 60_000);

  it('stops when it is interrupted, and knows what was heard', async () => {
    await using house = await open();
    const { control } = house.demo.network;
    const greeting = 'I have a long story to tell you about a very small town by the sea.';
    const id = await call(house, { kind: 'manual' }, { greeting, brain: 'agent' });
    await house.until(
      () => control.calls(),
      ([ringing]) => ringing?.status === 'ringing',
    );
    const [ringing] = control.calls();
    control.answerCall(ringing!.id);
    await follow(house, id, seen => lines(seen, 'agent').length === 1);
    control.sayInCall(ringing!.id, 'Wait a moment!');
    const seen = await follow(house, id, one => lines(one, 'agent').length === 2);
    control.hangUpCall(ringing!.id);
    await follow(house, id, hasEnded);
    const [, cut] = lines(seen, 'agent');
    expect(cut).toMatchObject({ isInterrupted: true, generated: greeting });
    // This voice does not say where its words are, so it is an estimate; the exact cases run under the virtual clock.
    expect(greeting.startsWith(cut?.text ?? '-')).toBe(true);
    expect(spoken(house).join('')).not.toContain(greeting);
    expect(control.calls()[0]?.transcript.some(({ text }) => text === 'Wait a moment!')).toBe(true);
  }, 60_000);

  it('goes on after kill -9 of that process: the carrier brings it to a new one, and it is billed once', async () => {
    await using house = await open();
    const said = ['Hello?', ...Array.from({ length: 4 }, (_, at) => `And number ${at}?`)];
    const id = await call(house, { ...person, lines: said });
    await follow(house, id, seen => lines(seen, 'caller').length >= 2);
    const [pid] = house.pids();
    if (pid === undefined) throw new Error('No media process was started.');
    process.kill(pid, 'SIGKILL');
    const ended = await follow(house, id, hasEnded);
    expect(ended.events.flatMap(({ phase }) => phase ?? [])).toContain('reconnecting');
    expect(ended).toMatchObject({ status: 'hung-up-by-caller', endedReason: { by: 'other-party' } });
    expect(lines(ended, 'caller').map(({ text }) => text)).toContain('And number 3?');
    expect(ended.events.filter(({ kind }) => kind === 'ended')).toHaveLength(1);
    expect(house.demo.network.ledger().calls).toHaveLength(1);
    expect(house.logged.some(line => line.startsWith('media.ended') && line.includes('SIGKILL'))).toBe(true);
    expect(house.pids()).toHaveLength(2);
    const { json } = await house.api('GET', '/usage');
    const settled = await follow(house, id, () => true);
    expect((json.currentUsage as { spendToday: number }).spendToday).toBe(settled.cost);
  }, 60_000);
});

describe.concurrent('media processes', () => {
  it('are not there while nobody calls over raw audio, and share the calls', async () => {
    const house = await open(2);
    const relayed = await call(house, { ...person, lines: ['Hello?'] }, { transport: 'relay' });
    await follow(house, relayed, hasEnded);
    expect(house.pids()).toEqual([]);
    const character = { ...person, lines: ['Hello?', 'One.'] };
    house.demo.network.control.setCharacter('+15559876544', character);
    const first = await call(house, character);
    await follow(house, first, seen => lines(seen, 'caller').length > 0);
    const second = await call(house, character, { to: '+15559876544' });
    for (const id of [first, second]) await follow(house, id, hasEnded);
    expect(new Set(house.pids()).size).toBe(2);
    await house.close();
    expect(house.pids().filter(isRunning)).toEqual([]);
  }, 60_000);

  it('speak with the account that an organization brought, and with the new one after a change', async () => {
    await using house = await open();
    const { control, ledger } = { control: house.demo.network.control, ledger: house.demo.network.ledger };
    for (const [at, apiKey] of tenantKeys.entries()) {
      control.addAccount({ name: `tenant-${at}`, openai: { apiKey } });
      const body = { provider: 'openai', credentials: { apiKey } };
      const registered = await house.api('POST', '/providers', { token: house.tokens.organization, body });
      expect([registered.status, registered.json.error]).toEqual([200, undefined]);
      const id = await call(house, { ...person, lines: ['Hello?', 'Goodbye.'] });
      const ended = await follow(house, id, hasEnded);
      expect(lines(ended, 'caller').map(({ text }) => text)).toContain('Hello?');
      const mouths = ledger().requests.filter(({ path }) => path.includes('/audio/speech'));
      expect(mouths.at(-1)?.account).toBe(`tenant-${at}`);
    }
    expect(house.pids()).toHaveLength(1);
    for (const key of tenantKeys) expect(house.logged.join('\n')).not.toContain(key);
  }, 60_000);

  it('end with the server, however it ends', async () => {
    const ground = await breakGround();
    const port = await freePort();
    const key = 'sk-of-the-server';
    ground.network.control.addAccount({ name: 'models', openai: { apiKey: key } });
    ground.network.control.setCharacter(phone, { ...person, lines: ['Hello?', 'One.', 'Two.', 'Three.', 'Four.'] });
    const { dataDir, networkUrl, state } = ground;
    const vendors = { OPENAI_API_KEY: key, OPENAI_BASE_URL: `${networkUrl}/openai/v1` };
    const server = await startChild({ port, dataDir, networkUrl, vendors, env: { MEDIA_PROCESSES: '1' } });
    ground.point(server.url);
    const asked = { to: phone, mission: 'say hello', brain: 'script', transport: 'media' };
    const headers = {
      authorization: `Bearer ${state.agentTokens['test-agent-001']}`,
      'content-type': 'application/json',
    };
    const answer = await fetch(`${server.url}/api/v1/make-call`, {
      method: 'POST',
      headers,
      body: JSON.stringify(asked),
    });
    expect(answer.status).toBe(200);
    const child = await until(
      () => childrenOf(server.process.pid ?? 0)[0],
      pid => pid !== undefined,
    );
    await until(
      () => ground.network.control.calls()[0]?.transcript.length ?? 0,
      count => count > 1,
    );
    server.kill();
    await until(
      () => childIsGone(child),
      isGone => isGone,
    );
    await server.gone;
    await ground.close();
  }, 60_000);
});

const childIsGone = (pid: number | undefined) => pid !== undefined && !isRunning(pid);

function childrenOf(parent: number): readonly number[] {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return all.flatMap(line => {
    const [pid, of] = line.trim().split(/\s+/).map(Number);
    return of === parent && pid !== undefined ? [pid] : [];
  });
}

async function until<Value>(ask: () => Value, holds: (value: Value) => boolean): Promise<Value> {
  const giveUp = Date.now() + 20_000;
  for (;;) {
    const value = ask();
    if (holds(value)) return value;
    if (Date.now() > giveUp) throw new Error('Still not so after twenty seconds.');
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
