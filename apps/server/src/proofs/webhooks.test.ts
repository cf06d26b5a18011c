import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breakGround, type Child, freePort, type Ground, pause, startChild } from '../../testing/children.ts';

const count = process.env.TEST_FULL === undefined ? 120 : 500;

describe(`${count} webhooks, each 1 to 5 times, shuffled, at once, with crashes between`, () => {
  let ground: Ground;
  let port: number;
  let child: Child;
  const statuses: number[] = [];
  const url = () => `http://127.0.0.1:${port}`;

  async function deliver(index: number): Promise<void> {
    const form = new URLSearchParams({
      MessageSid: `SM${index.toString(16).padStart(32, '0')}`,
      AccountSid: ground.state.twilio.accountSid,
      From: '+15559876543',
      To: '+12125550101',
      Body: `inbound ${index}`,
      NumMedia: '0',
    });
    // A vendor tries again while nobody answers.
    for (;;) {
      const status = await post(form).catch((error: unknown) => (error instanceof Error ? 0 : Promise.reject(error)));
      if (status !== 0 && status !== 503) return void statuses.push(status);
      await pause(20);
    }
  }

  async function post(form: URLSearchParams, tamper = ''): Promise<number> {
    const address = `${url()}/webhooks/test-agent-001/sms`;
    const signed =
      address +
      [...form]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => name + value)
        .join('');
    const signature = createHmac('sha1', ground.state.twilio.authToken).update(signed).digest('base64');
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'x-twilio-signature': signature, 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString() + tamper,
      signal: AbortSignal.timeout(5_000),
    });
    await response.text();
    return response.status;
  }

  async function inbox(): Promise<{ body: string }[]> {
    const response = await fetch(`${url()}/api/v1/waiting-messages?limit=200&ack=on_fetch`, {
      headers: { authorization: `Bearer ${ground.state.agentTokens['test-agent-001']}` },
    });
    return ((await response.json()) as { messages: { body: string }[] }).messages;
  }

  beforeAll(async () => {
    ground = await breakGround();
    port = await freePort();
    const start = (hit?: number) =>
      startChild({
        port,
        dataDir: ground.dataDir,
        networkUrl: ground.networkUrl,
        ...(hit ? { failpoint: { label: hit % 2 ? ('before-ingest' as const) : ('after-ingest' as const), hit } } : {}),
      });
    child = await start(31);
    const copies = Array.from({ length: count }, (_, index) =>
      Array.from({ length: 1 + (index % 5) }, () => index),
    ).flat();
    copies.sort(() => Math.random() - 0.5);
    const work = (async () => {
      let next = 0;
      await Promise.all(
        Array.from({ length: 12 }, async () => {
          for (let at = next++; at < copies.length; at = next++) await deliver(copies[at] ?? 0);
        }),
      );
    })();
    await child.gone;
    child = await start(42);
    await child.gone;
    child = await start();
    await work;
  }, 240_000);
  afterAll(async () => {
    await child.stop();
    await ground.close();
  });

  it('answered 200 every time', () => {
    expect(statuses.length).toBeGreaterThanOrEqual(count);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('had one effect each', async () => {
    const seen: string[] = [];
    for (let page = await inbox(); page.length > 0; page = await inbox())
      seen.push(...page.map(message => message.body));
    expect(seen).toHaveLength(count);
    expect(new Set(seen).size).toBe(count);
  });

  it('refused a wrong signature and stored nothing', async () => {
    const form = new URLSearchParams({
      MessageSid: `SM${'f'.repeat(32)}`,
      AccountSid: ground.state.twilio.accountSid,
      From: '+15559876543',
      To: '+12125550101',
      Body: 'forged',
    });
    expect(await post(form, '&Extra=1')).toBe(403);
    expect(await inbox()).toEqual([]);
  });
});
