import type { Invitation, People } from '@buttdial/core';
import { and, eq, inArray, isNull, lte } from 'drizzle-orm';
import { type Access, appendAudit, type Transaction } from './access.ts';
import { kept } from './errors.ts';
import { invitations, members, peopleCodes, peopleSessions, tries } from './schema-people.ts';

/** What is asked about people before an organization is known. */
export function createPeople({ connection, within }: Access): People {
  return {
    // Loaded when the first person comes: a server that only serves agents does without.
    peopleDatabase: async () => (await import('./people-database.ts')).createPeopleDatabase(connection),
    findMemberships: personId =>
      within('*', tables =>
        tables
          .select()
          .from(members)
          .where(eq(members.personId, personId))
          .orderBy(members.joinedAt, members.organizationId),
      ),
    findInvitation: hash => within('*', tables => openInvitation(tables, hash)),
    acceptInvitation: (hash, personId, { at, auditBody }) =>
      within('*', async tables => {
        const open = await openInvitation(tables, hash);
        if (!open || open.expiresAt <= at) return false;
        const { organizationId, role } = open;
        const one = and(eq(invitations.id, open.id), isNull(invitations.endedAt));
        if ((await tables.update(invitations).set({ endedAt: at }).where(one).returning()).length === 0) return false;
        await tables.insert(members).values({ organizationId, personId, role, joinedAt: at }).onConflictDoNothing();
        // Last, because it narrows the transaction down to the organization.
        await appendAudit(tables, { organizationId, body: auditBody, at });
        return true;
      }),
    countTry: async (key, spanMs, now) => {
      const at = now.getTime();
      const [row] = await kept(connection<{ count: number; until: number }[]>`
        with over as (delete from tries where until <= ${at} and key <> ${key})
        insert into tries (key, count, since, until) values (${key}, 1, ${at}, ${at + spanMs})
        on conflict (key) do update set count = case when tries.until <= ${at} then 1 else tries.count + 1 end,
          since = case when tries.until <= ${at} then ${at} else tries.since end,
          until = case when tries.until <= ${at} then ${at + spanMs} else tries.until end
        returning count, until`);
      return { count: row!.count, resetsAt: new Date(row!.until) };
    },
    forgetTries: keys =>
      within('*', async tables => void (await tables.delete(tries).where(inArray(tries.key, [...keys])))),
  };
}

/** Takes out sessions and codes whose time is over. */
export function sweepPeople({ within }: Access, now: Date): Promise<void> {
  return within('*', async tables => {
    await tables.delete(peopleSessions).where(lte(peopleSessions.expiresAt, now));
    await tables.delete(peopleCodes).where(lte(peopleCodes.expiresAt, now));
  });
}

async function openInvitation(tables: Transaction, hash: string): Promise<Invitation | undefined> {
  const open = and(eq(invitations.hash, hash), isNull(invitations.endedAt));
  const [row] = await tables.select().from(invitations).where(open);
  if (!row) return undefined;
  const { endedAt: _open, ...invitation } = row;
  return invitation;
}
