import { createHash } from 'node:crypto';
import type { AuditRecord } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import { addAgent, asking, claimed, inParallel, makeHome, noon, settlement } from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

const genesis = '0'.repeat(64);

/** Every link fits the one before it; nothing is missing, doubled or out of order. */
function expectChain(links: readonly AuditRecord[]): void {
  let previousHash = genesis;
  for (const [index, link] of links.entries()) {
    const hash = createHash('sha256')
      .update(`${previousHash}\n${index + 1}\n${link.body}`)
      .digest('hex');
    expect(link).toMatchObject({ sequence: index + 1, previousHash, hash });
    previousHash = hash;
  }
}

/** The audit chain of an organization. */
export function auditLaws(subject: StoreSubject): void {
  describe('audit', () => {
    test('links what is appended, whatever is in it', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId } = await makeHome(store);
        const bodies = ['{"text":"line\\nbreak"}', '{"emoji":"📞","hebrew":"שלום"}', '{"quote":"\\"\\\\"}', ''];
        for (const body of bodies) {
          const link = await store.audit.append(organizationId, body, noon);
          expect(await store.audit.list(organizationId, link.sequence, 1)).toEqual([link]);
        }
        const links = await store.audit.list(organizationId, 1, 100);
        expect(links.slice(-4).map(link => link.body)).toEqual(bodies);
        expectChain(links);
        expect(await store.audit.list(organizationId, 3, 2)).toEqual(links.slice(2, 4));
        await expect(store.audit.append('nowhere', '{}', noon)).rejects.toMatchObject({ code: 'not-found' });
      }));

    test('stays whole under 32 callers, several agents and several openings', () =>
      inHouse(subject, async ({ store, again }) => {
        const stores = [store, await again(), await again()];
        const home = await makeHome(store);
        const agents = [home, { ...home, agentId: 'agent-b' }];
        await addAgent(store, agents[1]!);
        const other = await makeHome(store, 'beta');
        await inParallel(120, 32, async index => {
          const mine = stores[index % 3]!;
          const answer = await mine.admit(
            asking(index % 4 === 3 ? other : agents[index % 2]!, { ...claimed, auditBody: `{"admitted":${index}}` }),
          );
          if (answer.outcome !== 'admitted') throw new Error(answer.outcome);
          const outcome = { kind: 'sent', vendorId: answer.message.id } as const;
          await mine.settle(settlement(answer.message, outcome, { auditBody: `{"settled":${index}}` }));
        });
        const links = await store.audit.list(home.organizationId, 1, 1_000);
        const others = await store.audit.list(other.organizationId, 1, 1_000);
        expectChain(links);
        expectChain(others);
        expect(links.length + others.length).toBe(2 * 120 + 2 + 3);
        expect(new Set([...links, ...others].map(link => link.body).filter(body => /\d/.test(body))).size).toBe(240);
      }));
  });
}
