import type { People } from '@buttdial/core';
import { and, eq, inArray, isNull, lte } from 'drizzle-orm';
import type { Access } from './access.ts';
import { invitations, members, peopleCodes, peopleSessions, tries } from './schema-people.ts';

/** What is asked about people before an organization is known. */
export function createPeople(access: Access): People {
  const { tables } = access;
  return {
    // Loaded when the first person comes: a server that only serves agents does without.
    peopleDatabase: async () => (await import('./people-database.ts')).createPeopleDatabase(tables),
    findMemberships: async personId =>
      tables
        .select()
        .from(members)
        .where(eq(members.personId, personId))
        .orderBy(members.joinedAt, members.organizationId)
        .all(),
    findInvitation: async hash => {
      const open = and(eq(invitations.hash, hash), isNull(invitations.endedAt));
      const row = tables.select().from(invitations).where(open).get();
      if (!row) return undefined;
      const { endedAt: _open, ...invitation } = row;
      return invitation;
    },
    acceptInvitation: acceptInvitation(access),
    ...createTries(access),
  };
}

/** Takes out sessions and codes whose time is over. */
export function sweepPeople({ tables, write }: Access, now: Date): Promise<void> {
  return write(() => {
    tables.delete(peopleSessions).where(lte(peopleSessions.expiresAt, now)).run();
    tables.delete(peopleCodes).where(lte(peopleCodes.expiresAt, now)).run();
  });
}

function acceptInvitation({ tables, write }: Access): People['acceptInvitation'] {
  return (hash, personId, { at, auditBody }) =>
    write(batch => {
      const open = and(eq(invitations.hash, hash), isNull(invitations.endedAt));
      const row = tables.select().from(invitations).where(open).get();
      if (!row || row.expiresAt <= at) return false;
      const { organizationId, role } = row;
      tables.update(invitations).set({ endedAt: at }).where(eq(invitations.id, row.id)).run();
      tables.insert(members).values({ organizationId, personId, role, joinedAt: at }).onConflictDoNothing().run();
      batch.audit(batch.meters.of(organizationId)!, auditBody, at);
      return true;
    });
}

function createTries({ connection, tables, write }: Access): Pick<People, 'countTry' | 'forgetTries'> {
  const count = connection.prepare(
    `insert into tries (key, count, since, until) values (:key, 1, :at, :until)
     on conflict (key) do update set count = case when tries.until <= :at then 1 else tries.count + 1 end,
       since = case when tries.until <= :at then :at else tries.since end,
       until = case when tries.until <= :at then :until else tries.until end
     returning count, until`,
  );
  const clear = connection.prepare('delete from tries where until <= ?');
  return {
    countTry: (key, spanMs, now) =>
      write(() => {
        const at = now.getTime();
        const row = count.get({ key, at, until: at + spanMs }) as { count: number; until: number };
        clear.run(at);
        return { count: row.count, resetsAt: new Date(row.until) };
      }),
    forgetTries: keys =>
      write(
        () =>
          void tables
            .delete(tries)
            .where(inArray(tries.key, [...keys]))
            .run(),
      ),
  };
}
