import type { Failpoint } from '@buttdial/switchboard';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breakGround, type Child, freePort, type Ground, pause, startChild } from '../../testing/children.ts';

const modes = ['per-agent-subaccount', 'per-customer-subaccount'] as const;
const every: readonly Failpoint[] = ['before-open', 'after-open', 'before-rent', 'after-rent', 'before-create'];
// What is rented is given back the same way in every mode; what is opened is not.
const points = process.env.TEST_FULL === undefined ? every.slice(0, 2) : every;

describe.each(modes)('accounts below the operator’s (%s) while the server is killed', mode => {
  let ground: Ground;
  let port: number;
  let child: Child;
  beforeAll(async () => {
    ground = await breakGround();
    port = await freePort();
  });
  afterAll(async () => {
    await child.stop();
    await ground.close();
  });

  const restart = async (label?: Failpoint) => {
    await child?.stop();
    const place = { port, dataDir: ground.dataDir, networkUrl: ground.networkUrl, env: { ISOLATION_MODE: mode } };
    child = await startChild({ ...place, ...(label ? { failpoint: { label, hit: 1 } } : {}) });
  };

  /** Undefined when the server died over it. */
  async function ask(token: string, path: string, body?: object) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return { status: response.status, json: (await response.json()) as Record<string, unknown> };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return undefined;
    }
  }

  const opened = () =>
    ground.network.control.accounts().filter(account => account.name !== ground.state.twilio.accountSid);
  const isUsed = (name: string) => ground.network.control.numbers().some(number => number.account === name);

  /** Every account that is open is used by somebody, and there is one for each who has one. */
  async function untilUsed(count: number): Promise<void> {
    for (const giveUp = Date.now() + 20_000; ; await pause(50)) {
      const open = opened();
      if (open.length === count && open.every(account => isUsed(account.name))) return;
      if (Date.now() > giveUp) expect(open.map(account => isUsed(account.name))).toEqual(Array(count).fill(true));
    }
  }

  it.each(points)('leaves none behind when killed %s, and it can be asked for again', async label => {
    await restart();
    const name = `${mode.slice(4, 9)}-${label}`;
    const made = await ask(ground.state.orchestratorToken, '/organizations', { name, slug: name });
    const token = String(made?.json.adminToken);
    const before = opened().length;
    await restart(label);
    const body = { agentId: `agent-${name}`, displayName: name, capabilities: ['sms'] };
    expect(await ask(token, '/provision', body)).toBeUndefined();
    await child.gone;
    await restart();
    for (let answer = await ask(token, '/provision', body); ; answer = await ask(token, '/provision', body)) {
      // What the dead one began is held until it is given up.
      if (answer?.status === 409 || answer?.status === 503) await pause(100);
      else {
        expect(answer?.status, JSON.stringify(answer?.json)).toBe(200);
        break;
      }
    }
    await untilUsed(before + 1);
  });
});
