import { ButtdialError, type PeopleRoom, type Role, type Witness } from '@buttdial/core';
import { and, desc, eq, gt, gte, isNull, lt, ne } from 'drizzle-orm';
import { type Access, appendAudit, lockOrganization, type Transaction } from '../access.ts';
import { invitations, members, people, peopleSessions } from '../schema-people.ts';

export function peopleRoom(access: Access): PeopleRoom {
  const { within } = access;
  return {
    list: organizationId =>
      within(organizationId, async tables => {
        const rows = await tables
          .select(memberColumns)
          .from(members)
          .innerJoin(people, eq(people.id, members.personId))
          .where(eq(members.organizationId, organizationId))
          .orderBy(members.joinedAt, members.personId);
        return rows.map(({ secondFactor, ...row }) => ({ ...row, secondFactor: secondFactor === true }));
      }),
    setRole: (organizationId, personId, ...[role, witness]) =>
      within(organizationId, tables => changeMember(tables, { organizationId, personId, role, witness })),
    remove: (organizationId, personId, witness) =>
      within(organizationId, tables => changeMember(tables, { organizationId, personId, role: undefined, witness })),
    ...invitationVerbs(access),
    ...sessionVerbs(access),
  };
}

const memberColumns = {
  organizationId: members.organizationId,
  personId: members.personId,
  email: people.email,
  name: people.name,
  role: members.role,
  joinedAt: members.joinedAt,
  secondFactor: people.twoFactorEnabled,
};

/** Gives a member another role, or none at all. */
async function changeMember(
  tables: Transaction,
  asked: {
    readonly organizationId: string;
    readonly personId: string;
    readonly role: Role | undefined;
    readonly witness: Witness;
  },
): Promise<'changed' | 'unknown' | 'last-owner'> {
  const { organizationId, personId, role, witness } = asked;
  // Two owners who send each other away at once queue up here.
  await lockOrganization(tables, organizationId);
  const one = and(eq(members.organizationId, organizationId), eq(members.personId, personId));
  const [now] = await tables.select({ role: members.role }).from(members).where(one);
  if (!now) return 'unknown';
  const others = and(
    eq(members.organizationId, organizationId),
    eq(members.role, 'owner'),
    ne(members.personId, personId),
  );
  if (now.role === 'owner' && role !== 'owner' && (await tables.select().from(members).where(others)).length === 0)
    return 'last-owner';
  if (role === undefined) await tables.delete(members).where(one);
  else await tables.update(members).set({ role }).where(one);
  await appendAudit(tables, { organizationId, body: witness.auditBody, at: witness.at });
  return 'changed';
}

const waiting = (organizationId: string) =>
  and(eq(invitations.organizationId, organizationId), isNull(invitations.endedAt));

function invitationVerbs({ within }: Access): Pick<PeopleRoom, 'invite' | 'invitations' | 'withdraw'> {
  return {
    invite: (organizationId, invitation, ...[{ max, since }, auditBody]) =>
      within(organizationId, async tables => {
        // Counting is exact because everybody who invites holds this lock.
        if (!(await lockOrganization(tables, organizationId)))
          throw new ButtdialError('not-found', 'There is no such organization.');
        const theirs = and(eq(members.organizationId, organizationId), eq(people.email, invitation.email));
        const known = await tables
          .select({ id: people.id })
          .from(members)
          .innerJoin(people, eq(people.id, members.personId))
          .where(theirs);
        if (known.length > 0) return 'member';
        const own = eq(invitations.organizationId, organizationId);
        await tables
          .delete(invitations)
          .where(and(own, lt(invitations.createdAt, since), lt(invitations.expiresAt, invitation.createdAt)));
        if ((await tables.$count(invitations, and(own, gte(invitations.createdAt, since)))) >= max) return 'too-many';
        await tables
          .update(invitations)
          .set({ endedAt: invitation.createdAt })
          .where(and(waiting(organizationId), eq(invitations.email, invitation.email)));
        await tables.insert(invitations).values({ ...invitation, organizationId });
        await appendAudit(tables, { organizationId, body: auditBody, at: invitation.createdAt });
        return 'invited';
      }),
    invitations: (organizationId, now) =>
      within(organizationId, async tables => {
        const rows = await tables
          .select()
          .from(invitations)
          .where(and(waiting(organizationId), gt(invitations.expiresAt, now)))
          .orderBy(desc(invitations.createdAt), invitations.id);
        return rows.map(({ endedAt: _open, ...row }) => row);
      }),
    withdraw: (organizationId, invitationId, { at, auditBody }) =>
      within(organizationId, async tables => {
        const one = and(waiting(organizationId), eq(invitations.id, invitationId));
        const ended = await tables.update(invitations).set({ endedAt: at }).where(one).returning();
        if (ended.length === 0) return false;
        await appendAudit(tables, { organizationId, body: auditBody, at });
        return true;
      }),
  };
}

function sessionVerbs({ within }: Access): Pick<PeopleRoom, 'sessions' | 'endSession'> {
  const ofMembers = (organizationId: string) =>
    and(eq(members.personId, peopleSessions.userId), eq(members.organizationId, organizationId));
  return {
    sessions: (organizationId, now) =>
      within(organizationId, async tables => {
        const rows = await tables
          .select(sessionColumns)
          .from(peopleSessions)
          .innerJoin(members, ofMembers(organizationId))
          .where(gt(peopleSessions.expiresAt, now))
          .orderBy(desc(peopleSessions.updatedAt), peopleSessions.id);
        return rows.map(({ userAgent, ...row }) => ({ ...row, ...(userAgent === null ? {} : { userAgent }) }));
      }),
    endSession: (organizationId, sessionId, { at, auditBody }) =>
      within(organizationId, async tables => {
        const [found] = await tables
          .select({ id: peopleSessions.id })
          .from(peopleSessions)
          .innerJoin(members, ofMembers(organizationId))
          .where(eq(peopleSessions.id, sessionId));
        if (!found) return false;
        await tables.delete(peopleSessions).where(eq(peopleSessions.id, found.id));
        await appendAudit(tables, { organizationId, body: auditBody, at });
        return true;
      }),
  };
}

const sessionColumns = {
  id: peopleSessions.id,
  personId: peopleSessions.userId,
  createdAt: peopleSessions.createdAt,
  lastUsedAt: peopleSessions.updatedAt,
  expiresAt: peopleSessions.expiresAt,
  userAgent: peopleSessions.userAgent,
};
