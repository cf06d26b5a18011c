import { ButtdialError, type PeopleRoom, type Role, type Witness } from '@buttdial/core';
import { and, count, desc, eq, gt, gte, isNull, lt, ne } from 'drizzle-orm';
import type { Access } from '../access.ts';
import type { Batch } from '../batch.ts';
import { invitations, members, people, peopleSessions } from '../schema-people.ts';

export function peopleRoom(access: Access): PeopleRoom {
  const { tables, write } = access;
  return {
    list: async organizationId =>
      tables
        .select(memberColumns)
        .from(members)
        .innerJoin(people, eq(people.id, members.personId))
        .where(eq(members.organizationId, organizationId))
        .orderBy(members.joinedAt, members.personId)
        .all()
        .map(({ secondFactor, ...row }) => ({ ...row, secondFactor: secondFactor === true })),
    setRole: (organizationId, personId, ...[role, witness]) =>
      write(batch => changeMember(access, { batch, organizationId, personId, role, witness })),
    remove: (organizationId, personId, witness) =>
      write(batch => changeMember(access, { batch, organizationId, personId, role: undefined, witness })),
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
function changeMember(
  { tables }: Access,
  asked: {
    readonly batch: Batch;
    readonly organizationId: string;
    readonly personId: string;
    readonly role: Role | undefined;
    readonly witness: Witness;
  },
): 'changed' | 'unknown' | 'last-owner' {
  const { batch, organizationId, personId, role, witness } = asked;
  const one = and(eq(members.organizationId, organizationId), eq(members.personId, personId));
  const now = tables.select({ role: members.role }).from(members).where(one).get();
  if (!now) return 'unknown';
  const others = and(
    eq(members.organizationId, organizationId),
    eq(members.role, 'owner'),
    ne(members.personId, personId),
  );
  if (now.role === 'owner' && role !== 'owner' && !tables.select().from(members).where(others).get())
    return 'last-owner';
  if (role === undefined) tables.delete(members).where(one).run();
  else tables.update(members).set({ role }).where(one).run();
  batch.audit(batch.meters.of(organizationId)!, witness.auditBody, witness.at);
  return 'changed';
}

function invitationVerbs({ tables, write }: Access): Pick<PeopleRoom, 'invite' | 'invitations' | 'withdraw'> {
  const waiting = (organizationId: string) =>
    and(eq(invitations.organizationId, organizationId), isNull(invitations.endedAt));
  return {
    invite: (organizationId, invitation, ...[{ max, since }, auditBody]) =>
      write(batch => {
        const organization = batch.meters.of(organizationId);
        if (!organization) throw new ButtdialError('not-found', 'There is no such organization.');
        const theirs = and(eq(members.organizationId, organizationId), eq(people.email, invitation.email));
        if (tables.select().from(members).innerJoin(people, eq(people.id, members.personId)).where(theirs).get())
          return 'member';
        const own = eq(invitations.organizationId, organizationId);
        tables
          .delete(invitations)
          .where(and(own, lt(invitations.createdAt, since), lt(invitations.expiresAt, invitation.createdAt)))
          .run();
        const recent = and(own, gte(invitations.createdAt, since));
        const made = tables.select({ made: count() }).from(invitations).where(recent).get()?.made ?? 0;
        if (made >= max) return 'too-many';
        tables
          .update(invitations)
          .set({ endedAt: invitation.createdAt })
          .where(and(waiting(organizationId), eq(invitations.email, invitation.email)))
          .run();
        tables
          .insert(invitations)
          .values({ ...invitation, organizationId })
          .run();
        batch.audit(organization, auditBody, invitation.createdAt);
        return 'invited';
      }),
    invitations: async (organizationId, now) =>
      tables
        .select()
        .from(invitations)
        .where(and(waiting(organizationId), gt(invitations.expiresAt, now)))
        .orderBy(desc(invitations.createdAt), invitations.id)
        .all()
        .map(({ endedAt: _open, ...row }) => row),
    withdraw: (organizationId, invitationId, { at, auditBody }) =>
      write(batch => {
        const one = and(waiting(organizationId), eq(invitations.id, invitationId));
        if (tables.update(invitations).set({ endedAt: at }).where(one).run().changes === 0) return false;
        batch.audit(batch.meters.of(organizationId)!, auditBody, at);
        return true;
      }),
  };
}

function sessionVerbs({ tables, write }: Access): Pick<PeopleRoom, 'sessions' | 'endSession'> {
  const ofMembers = (organizationId: string) =>
    and(eq(members.personId, peopleSessions.userId), eq(members.organizationId, organizationId));
  return {
    sessions: async (organizationId, now) =>
      tables
        .select(sessionColumns)
        .from(peopleSessions)
        .innerJoin(members, ofMembers(organizationId))
        .where(gt(peopleSessions.expiresAt, now))
        .orderBy(desc(peopleSessions.updatedAt), peopleSessions.id)
        .all()
        .map(({ userAgent, ...row }) => ({ ...row, ...(userAgent === null ? {} : { userAgent }) })),
    endSession: (organizationId, sessionId, { at, auditBody }) =>
      write(batch => {
        const found = tables
          .select({ id: peopleSessions.id })
          .from(peopleSessions)
          .innerJoin(members, ofMembers(organizationId))
          .where(eq(peopleSessions.id, sessionId))
          .get();
        if (!found) return false;
        tables.delete(peopleSessions).where(eq(peopleSessions.id, found.id)).run();
        batch.audit(batch.meters.of(organizationId)!, auditBody, at);
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
