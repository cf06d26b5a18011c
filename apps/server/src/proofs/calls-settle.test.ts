import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallWorld, callWorld, person } from '../../testing/call-world.ts';

const full = process.env.TEST_FULL !== undefined;
const characters = [
  { kind: 'human' },
  { kind: 'human', lines: ['Hello?', 'Stop calling me.'] },
  { kind: 'human', lines: ['Hello?', 'Yes.', 'No.', 'Bye.'], hangsUp: true },
  { kind: 'busy' },
  { kind: 'no-answer' },
  { kind: 'silence' },
  { kind: 'voicemail' },
  { kind: 'ivr' },
] as const;

/** What may happen to a call, at which moment of it. */
const happening = fc.record({
  afterMs: fc.integer({ min: 0, max: 20_000 }),
  what: fc.constantFrom('hang_up', 'cancel', 'say', 'phone-hangs-up', 'next-server', 'nothing'),
});

interface Befalling {
  readonly what: string;
  /** Another server took the place of the one that had the call. */
  readonly isReplaced: boolean;
}

async function befall(world: CallWorld, id: string, { what, isReplaced }: Befalling): Promise<void> {
  const live = world.heard().find(call => call.direction === 'outbound-api' && call.endedAt === undefined);
  if (what === 'phone-hangs-up' && live) world.sandbox.control.hangUpCall(live.id);
  if (what === 'next-server') await world.replace();
  if (['hang_up', 'cancel', 'say'].includes(what))
    // It may be over, or answered: then nothing happens, and that is said; so where its server is gone and no other one has it yet.
    await world.run('calls.control', { id, action: what, text: 'Well.' }).catch(refusal => {
      const expected = isReplaced ? ['conflict', 'unavailable'] : ['conflict'];
      if (!expected.includes(Reflect.get(refusal as object, 'code'))) throw refusal;
    });
}

describe('every course of a call', () => {
  it('ends once, settles its money once, and leaves nothing reserved', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...characters),
        fc.array(happening, { maxLength: 3 }),
        fc.constantFrom('leave', 'hang_up'),
        async (character, happenings, voicemail) => {
          const world = await callWorld({ character: character as never });
          try {
            const asked = { to: person, mission: 'say hello', maxDurationSeconds: 60, voicemail };
            const { id } = await world.run('calls.make', asked);
            let isReplaced = false;
            for (const { afterMs, what } of happenings) {
              await world.pass(afterMs);
              await befall(world, String(id), { what, isReplaced });
              isReplaced ||= what === 'next-server';
            }
            const ended = await world.ended(String(id));
            await world.pass(120_000);
            const events = ended.events as { kind: string }[];
            expect(events.filter(event => event.kind === 'ended')).toHaveLength(1);
            const span = { since: new Date(0), until: new Date(8.64e15) };
            const books = await world.store.ledger.vouchers('default', { ...span, by: 'total' });
            const settled = books.filter(line => line.kind !== 'correction');
            expect(settled.reduce((sum, line) => sum + line.count, 0)).toBe(1);
            expect(await world.store.ledger.open('default')).toEqual({ count: 0, reservedMicros: 0 });
            const spent = books.reduce((sum, line) => sum + line.spentMicros, 0);
            const use = await world.store.limits.use('default', world.runtime.now(), 'one');
            expect(use.spendTodayMicros).toBe(spent);
            const cost = (await world.run('calls.get', { id })).cost as number | null;
            expect(Math.round((cost ?? 0) * 1_000_000)).toBe(spent);
            // The network bills what it knows of; nobody is billed for a phone that was not answered.
            const [carrier] = world.heard().filter(call => call.direction === 'outbound-api');
            if (carrier?.answeredAt === undefined) expect(spent).toBe(0);
          } finally {
            await world.close();
          }
        },
      ),
      { numRuns: full ? 400 : 40, endOnFailure: true },
    );
  }, 600_000);
});
