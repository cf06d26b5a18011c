import type { Failpoint } from '@buttdial/switchboard';
import { afterEach, describe, expect, it } from 'vitest';
import { openBalancer } from '../../testing/balancer.ts';
import { breakGround, type Child, freePort, type Ground, pause, startChild } from '../../testing/children.ts';

type Followed = {
  id: string;
  state: string;
  status?: string;
  cost: number | null;
  endedReason?: { by: string; why: string; code?: string };
  events: { kind: string; who?: string; text?: string }[];
};

let ground: Ground;
const opened: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of opened.reverse()) await close();
  opened.length = 0;
  await ground.close();
});

async function house() {
  ground = await breakGround();
  ground.network.control.changeBehaviour({ callSetupMs: 20, callAnswerMs: 50, speechMsPerCharacter: 8 });
  const front = await openBalancer();
  opened.push(() => front.close());
  ground.point(front.url);
  const start = async (failpoint?: { label: Failpoint; hit: number }): Promise<Child> => {
    const port = await freePort();
    const { dataDir, networkUrl } = ground;
    const child = await startChild({
      port,
      dataDir,
      networkUrl,
      publicUrl: front.url,
      ...(failpoint ? { failpoint } : {}),
    });
    front.to(port);
    opened.push(() => child.stop());
    return child;
  };
  const token = ground.state.agentTokens['test-agent-001'] ?? '';
  const ask = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    for (;;) {
      try {
        const response = await fetch(`${front.url}/api/v1${path}`, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(body ? { body: JSON.stringify(body) } : {}),
        });
        return (await response.json()) as Record<string, unknown>;
      } catch (cause) {
        if (!(cause instanceof TypeError)) throw cause;
        await pause(50);
      }
    }
  };
  const until = async (holds: (call: Followed) => boolean, id: string): Promise<Followed> => {
    const giveUp = Date.now() + 30_000;
    for (;;) {
      const call = (await ask('GET', `/calls/${id}?waitSeconds=1`)) as unknown as Followed;
      if (holds(call)) return call;
      if (Date.now() > giveUp) throw new Error(`Still not so: ${call.state} ${call.status}`);
      await pause(50);
    }
  };
  return { start, ask, until };
}

const usage = (answer: Record<string, unknown>) => answer.currentUsage as { spendToday: number };
const lines = (call: Followed, who: string) =>
  call.events.filter(event => event.kind === 'line' && event.who === who).map(event => event.text);
const talkative = Array.from({ length: 12 }, (_, index) => `And number ${index}?`);

describe('a server that is killed in a call', () => {
  it('loses nothing but a moment where another one is there: the carrier brings the call to it', async () => {
    const { start, ask, until } = await house();
    ground.network.control.setCharacter('+15559876543', { kind: 'human', lines: ['Hello?', ...talkative] });
    const first = await start();
    const { id } = await ask('POST', '/make-call', { to: '+15559876543', mission: 'say hello' });
    await until(call => lines(call, 'caller').length >= 3, String(id));
    const second = await start();
    first.kill();
    const ended = await until(call => call.state === 'ended', String(id));
    expect(ended).toMatchObject({ status: 'hung-up-by-caller', endedReason: { by: 'other-party' } });
    expect(lines(ended, 'caller')).toEqual(expect.arrayContaining(['Hello?', 'And number 0?', 'And number 11?']));
    expect(ended.events.filter(event => event.kind === 'ended')).toHaveLength(1);
    await pause(2_000);
    expect(usage(await ask('GET', '/usage')).spendToday).toBe((await until(() => true, String(id))).cost);
    expect(ground.network.ledger().calls).toHaveLength(1);
    await second.stop();
  }, 60_000);

  it('ends the call with the right reason where nobody was there, and bills what the carrier says, once', async () => {
    const { start, ask, until } = await house();
    ground.network.control.setCharacter('+15559876543', { kind: 'human', lines: ['Hello?', ...talkative] });
    const first = await start();
    const { id } = await ask('POST', '/make-call', { to: '+15559876543', mission: 'say hello' });
    await until(call => lines(call, 'caller').length >= 3, String(id));
    first.kill();
    await first.gone;
    await pause(1_000);
    await start();
    const ended = await until(call => call.state === 'ended', String(id));
    expect(ended).toMatchObject({ status: 'failed', endedReason: { by: 'us', why: 'line-lost' } });
    const [carrier] = ground.network.control.calls();
    expect(carrier?.endedAt).toBeDefined();
    // A minute of the line, and one of the carrier's relay.
    expect(ended.cost).toBeCloseTo(0.084, 5);
    expect(usage(await ask('GET', '/usage')).spendToday).toBe(ended.cost);
  }, 60_000);

  const labels: readonly { readonly label: Failpoint; readonly dialed: number }[] = [
    { label: 'before-call', dialed: 0 },
    { label: 'after-call', dialed: 0 },
    { label: 'before-dial', dialed: 0 },
    { label: 'after-dial', dialed: 1 },
    { label: 'before-call-settle', dialed: 1 },
    { label: 'after-call-settle', dialed: 1 },
  ];
  it.each(labels)(
    'settles once, whatever it was doing: $label',
    async ({ label, dialed }) => {
      const { start, ask, until } = await house();
      ground.network.control.setCharacter('+15559876543', { kind: 'busy' });
      const first = await start({ label, hit: 1 });
      const made = ask('POST', '/make-call', { to: '+15559876543', mission: 'say hello', idempotencyKey: 'once' });
      await first.gone;
      await start();
      await made;
      const { calls } = (await ask('GET', '/calls')) as unknown as { calls: Followed[] };
      expect(calls).toHaveLength(1);
      const ended = await until(call => call.state === 'ended', calls[0]!.id);
      expect(ended.events.filter(event => event.kind === 'ended').length).toBeLessThanOrEqual(1);
      expect(ground.network.ledger().calls).toHaveLength(dialed);
      // Where nothing was dialed, the carrier's list says so in the end, and what was reserved is free again.
      const giveUp = Date.now() + 20_000;
      while (usage(await ask('GET', '/usage')).spendToday > 0 && Date.now() < giveUp) await pause(100);
      expect(usage(await ask('GET', '/usage')).spendToday).toBe(0);
    },
    60_000,
  );

  it('bills what the carrier says, once, where it was killed between the answer to the dial and its commit', async () => {
    const { start, ask, until } = await house();
    ground.network.control.setCharacter('+15559876543', { kind: 'human', lines: ['Hello?'] });
    const first = await start({ label: 'after-dial', hit: 1 });
    const made = ask('POST', '/make-call', { to: '+15559876543', mission: 'say hello', idempotencyKey: 'once' });
    await first.gone;
    // The carrier has it answered, finds nobody to connect it with, and is done, before anybody is here again.
    while (ground.network.control.calls()[0]?.endedAt === undefined) await pause(50);
    await start();
    const { id } = await made;
    const ended = await until(call => call.state === 'ended', String(id));
    expect(ended).toMatchObject({ status: 'failed', endedReason: { by: 'us', why: 'line-lost' }, cost: 0.014 });
    expect(ended.endedReason?.code).toBeUndefined();
    expect(ended.events.filter(event => event.kind === 'ended')).toHaveLength(1);
    expect(ground.network.ledger().calls).toHaveLength(1);
    expect(usage(await ask('GET', '/usage')).spendToday).toBe(0.014);
  }, 60_000);
});
