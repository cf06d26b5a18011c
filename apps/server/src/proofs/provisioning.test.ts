import type { Failpoint } from '@buttdial/switchboard';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breakGround, type Child, freePort, type Ground, pause, startChild } from '../../testing/children.ts';

const everyMaking: readonly Failpoint[] = ['after-begin', 'before-rent', 'after-rent', 'before-create', 'after-create'];
const everyEnding: readonly Failpoint[] = ['after-deprovision', 'before-release', 'after-release'];
// Around what is paid for, always; the others in the full form.
const isFull = process.env.TEST_FULL !== undefined;
const making = isFull ? everyMaking : everyMaking.slice(1, 3);
const ending = isFull ? everyEnding : everyEnding.slice(1);

describe('an agent that is made or ended while the server is killed', () => {
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

  const start = async (label?: Failpoint) => {
    child = await startChild({
      port,
      dataDir: ground.dataDir,
      networkUrl: ground.networkUrl,
      ...(label ? { failpoint: { label, hit: 1 } } : {}),
    });
  };
  const restart = async (label?: Failpoint) => {
    await child?.stop();
    await start(label);
  };

  /** Undefined when the server died over it. */
  async function ask(method: string, path: string, body?: object) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${ground.state.organizationToken}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return { status: response.status, json: (await response.json()) as Record<string, unknown> };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return undefined;
    }
  }
  const provision = (agentId: string) =>
    ask('POST', '/provision', { agentId, displayName: agentId, capabilities: ['sms', 'email'] });

  async function untilSame(): Promise<void> {
    for (const giveUp = Date.now() + 20_000; ; await pause(50)) {
      const lines = (await ask('GET', '/lines'))?.json.lines as { address: string; channel: string; status: string }[];
      const held = lines.filter(line => line.channel === 'sms' && line.status === 'active').map(line => line.address);
      const rented = ground.network.control.numbers().map(number => number.number);
      if (JSON.stringify(held.toSorted()) === JSON.stringify(rented.toSorted())) return;
      if (Date.now() > giveUp) expect(rented.toSorted()).toEqual(held.toSorted());
    }
  }

  it.each(making)('leaves nothing to pay for when killed %s, and can be made again', async label => {
    await restart(label);
    const agentId = `agent-${label}`;
    expect(await provision(agentId)).toBeUndefined();
    await child.gone;
    await start();
    await untilSame();
    const made = label === 'after-create';
    for (let answer = await provision(agentId); ; answer = await provision(agentId)) {
      // The plan holds the id until it is given up.
      if (!made && answer?.status === 409) await pause(100);
      else {
        expect(answer?.status).toBe(made ? 409 : 200);
        break;
      }
    }
    await untilSame();
    expect((await ask('POST', '/deprovision', { agentId }))?.json).toMatchObject({ numberReleased: true });
    await untilSame();
  });

  it.each(ending)('gives its number back in the end when killed %s', async label => {
    await restart();
    const agentId = `agent-${label}`;
    expect((await provision(agentId))?.status).toBe(200);
    await restart(label);
    expect(await ask('POST', '/deprovision', { agentId })).toBeUndefined();
    await child.gone;
    await start();
    await untilSame();
    expect((await ask('POST', '/deprovision', { agentId }))?.status).toBe(409);
  });

  it('is tried again when the vendor does not take the number back', async () => {
    await restart();
    expect((await provision('agent-refused'))?.status).toBe(200);
    ground.network.control.addFault({ kind: 'failing', times: 2 });
    const ended = await ask('POST', '/deprovision', { agentId: 'agent-refused' });
    expect(ended?.json).toMatchObject({ numberReleased: false, warnings: [expect.stringContaining('tried again')] });
    await untilSame();
  });
});
