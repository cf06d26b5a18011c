import { systemRuntime } from '@buttdial/core';
import type { Failpoint } from '@buttdial/switchboard';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breakGround, type Child, freePort, type Ground, pause, persist, startChild } from '../../testing/children.ts';
import { openStore } from '../open-store.ts';

const full = process.env.TEST_FULL !== undefined;
const sends = full ? 2_000 : 160;
const kills = full ? 104 : 9;
const labels: readonly Failpoint[] = [
  'before-admit',
  'after-admit',
  'before-send',
  'after-send',
  'before-settle',
  'after-settle',
];

type Listed = { messages: { id: string; status: string }[] };

describe(`${sends} sends through ${kills} kills`, () => {
  let ground: Ground;
  let port: number;
  let child: Child;
  let killed = 0;
  let finished = false;
  const url = () => `http://127.0.0.1:${port}`;
  const token = () => ground.state.agentTokens['test-agent-001'] ?? '';
  const settings = () => ({ port, dataDir: ground.dataDir, networkUrl: ground.networkUrl });

  /** Kills the server over and over: at each failpoint in turn, and in between at a random moment. */
  async function reign(): Promise<void> {
    while (!finished && killed < kills) {
      const label = killed % 2 === 0 ? labels[(killed / 2) % labels.length] : undefined;
      child = await startChild({ ...settings(), ...(label ? { failpoint: { label, hit: 2 + (killed % 5) } } : {}) });
      if (!label) {
        await pause(20 + Math.random() * 300);
        child.kill();
      }
      // Nothing passes the failpoint any more once every send is through.
      await Promise.race([child.gone, done]);
      if (child.process.exitCode === null && child.process.signalCode === null) child.kill();
      await child.gone;
      killed += 1;
    }
  }

  let allThrough: () => void = () => undefined;
  const done = new Promise<void>(resolve => {
    allThrough = resolve;
  });

  beforeAll(
    async () => {
      ground = await breakGround();
      port = await freePort();
      ground.point(url());
      const terror = reign();
      let next = 0;
      const answers: { status: number }[] = [];
      const driver = async () => {
        // The last sends wait for the last kills, so that none of them is idle.
        for (let index = next++; index < sends; index = next++) {
          while (!finished && killed < Math.min(kills, Math.floor((index / sends) * kills))) await pause(10);
          answers[index] = await persist(url, token(), {
            key: `send-${index}`,
            body: { to: '+15559876543', body: `message ${index}`, purpose: 'informational' },
          });
        }
      };
      const drivers = Promise.all(Array.from({ length: 8 }, driver));
      await Promise.race([terror, drivers]);
      if (killed >= kills) child = await startChild(settings());
      await drivers;
      finished = true;
      allThrough();
      await terror;
      if (child.process.exitCode !== null || child.process.signalCode !== null) child = await startChild(settings());
      expect(answers.filter(answer => answer.status !== 200)).toEqual([]);
      await resolveAll();
    },
    full ? 2_400_000 : 240_000,
  );

  afterAll(async () => {
    await child.stop();
    await ground.close();
  });

  /** Waits until nothing is open, however slow the machine. Fresh sends in between show the server that callbacks reach it. */
  async function resolveAll(): Promise<void> {
    const giveUp = Date.now() + (full ? 600_000 : 120_000);
    for (let round = 0; Date.now() < giveUp; round += 1) {
      if ((await open()).length === 0) return;
      await persist(url, token(), { key: `probe-${round}`, body: { to: '+15559876544', body: `probe ${round}` } });
      await pause(100);
    }
  }

  async function every(): Promise<Listed['messages']> {
    const found: Listed['messages'] = [];
    for (let before = ''; ; before = `&before=${found.at(-1)?.id}`) {
      const response = await fetch(`${url()}/api/v1/messages?limit=200${before}`, {
        headers: { authorization: `Bearer ${token()}` },
      });
      const { messages } = (await response.json()) as Listed;
      found.push(...messages);
      if (messages.length < 200) return found;
    }
  }
  const open = async () =>
    (await every()).filter(message => !['sent', 'delivered', 'failed', 'refused'].includes(message.status));

  it('killed as often as promised', () => expect(killed).toBeGreaterThanOrEqual(kills));

  it('lost nothing, sent nothing twice', () => {
    const copies = new Map<string, number>();
    for (const { text } of ground.network.ledger().sends) copies.set(text, (copies.get(text) ?? 0) + 1);
    const expected = Array.from({ length: sends }, (_, index) => `message ${index}`);
    expect(expected.filter(text => !copies.has(text))).toEqual([]);
    expect(expected.filter(text => (copies.get(text) ?? 0) > 1)).toEqual([]);
  });

  it('left nothing unknown, because callbacks reached us', async () => {
    expect(await open()).toEqual([]);
    const messages = await every();
    expect(messages.length).toBeGreaterThanOrEqual(sends);
    expect(messages.filter(message => message.status !== 'sent' && message.status !== 'delivered')).toEqual([]);
  });

  it('kept the books: what was spent is what the messages cost, to the micro, and nothing is held any more', async () => {
    const runtime = systemRuntime();
    const store = await openStore({ dataDir: ground.dataDir }, runtime);
    const books = await store.ledger.vouchers('default', { since: new Date(0), until: new Date(8.64e15), by: 'total' });
    const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
    const costs: number[] = [];
    for (let before: string | undefined, page = 200; page === 200; ) {
      const found = await store.messages.list('default', {}, { limit: 200, ...(before ? { before } : {}) });
      costs.push(...found.map(message => message.priceMicros ?? message.reservedMicros));
      page = found.length;
      before = found.at(-1)?.id;
    }
    expect(await store.ledger.open('default')).toEqual({ count: 0, reservedMicros: 0 });
    expect(sum(books.filter(line => line.kind !== 'correction').map(line => line.count))).toBe(costs.length);
    expect(sum(books.map(line => line.spentMicros))).toBe(sum(costs));
    expect((await store.limits.use('default', runtime.now())).spendThisMonthMicros).toBe(sum(costs));
    await store.close();
  });
});
