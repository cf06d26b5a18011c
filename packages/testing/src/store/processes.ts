import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { makeHome } from './people.ts';
import { type House, inHouse, type StoreSubject } from './subject.ts';
import type { Errand } from './worker.ts';

const fiveMinutes = 300_000;
type Share = Pick<Errand, 'times' | 'callers' | 'reserveMicros' | 'skewMs'> & Partial<Errand>;

/** Several real processes on one database. */
export function processLaws(subject: StoreSubject): void {
  const { processes } = subject;

  async function race(house: House, share: (index: number) => Share): Promise<Record<string, number>> {
    const home = await makeHome(house.store, 'alpha', { maxActionsPerHour: 60, maxSpendMicrosPerDay: 45_999 });
    const errands = Array.from({ length: processes }, (_, index) => ({
      module: subject.module,
      config: house.config,
      ...home,
      name: `p${index}`,
      ...share(index),
    }));
    return sum(await send(errands));
  }

  describe('several processes', () => {
    test('open a new database at once', { timeout: 60_000 }, async () => {
      const { config, remove } = await subject.createDatabase('empty');
      const idle = {
        module: subject.module,
        config,
        organizationId: 'none',
        agentId: 'none',
        callers: 1,
        reserveMicros: 0,
        skewMs: 0,
      };
      try {
        const counts = await send(Array.from({ length: 4 }, (_, index) => ({ ...idle, name: `p${index}`, times: 1 })));
        expect(counts).toEqual(Array(4).fill({ inactive: 1 }));
      } finally {
        await remove();
      }
    });

    test('pass no cap on actions, whatever their clocks say', { timeout: 60_000 }, () =>
      inHouse(
        subject,
        async house => {
          const counts = await race(house, index => ({
            times: 40,
            callers: 16,
            reserveMicros: 1,
            skewMs: index === 0 ? fiveMinutes : index === 1 ? -fiveMinutes : 0,
          }));
          expect(counts).toEqual({ admitted: 60, limited: 40 * processes - 60 });
        },
        { clock: 'database' },
      ),
    );

    test('pass no cap on spend by one micro', { timeout: 60_000 }, () =>
      inHouse(
        subject,
        async house => {
          const counts = await race(house, () => ({ times: 40, callers: 16, reserveMicros: 1_000, skewMs: 0 }));
          expect(counts).toEqual({ admitted: 45, limited: 40 * processes - 45 });
        },
        { clock: 'database' },
      ),
    );

    test('admit one key once', { timeout: 60_000 }, () =>
      inHouse(
        subject,
        async house => {
          const counts = await race(house, () => ({
            times: 25,
            callers: 8,
            reserveMicros: 1,
            skewMs: 0,
            idempotencyKey: 'k',
          }));
          expect(counts).toEqual({ admitted: 1, duplicate: 25 * processes - 1 });
        },
        { clock: 'database' },
      ),
    );
  });
}

async function send(errands: readonly Errand[]): Promise<readonly Record<string, number>[]> {
  const source = import.meta.url.endsWith('.ts');
  const script = fileURLToPath(new URL(source ? './worker.ts' : './worker.js', import.meta.url));
  const execArgv = source ? ['--conditions=@buttdial/source'] : [];
  const children = errands.map(errand =>
    fork(script, [JSON.stringify(errand)], { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
  );
  try {
    await Promise.all(children.map(word));
    const answers = children.map(word);
    for (const child of children) child.send('go');
    return (await Promise.all(answers)) as Record<string, number>[];
  } finally {
    for (const child of children) child.kill();
  }
}

function word(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', code => reject(new Error(`The child process ended with ${code}.`)));
  });
}

function sum(counts: readonly Record<string, number>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const count of counts)
    for (const [outcome, times] of Object.entries(count)) total[outcome] = (total[outcome] ?? 0) + times;
  return total;
}
