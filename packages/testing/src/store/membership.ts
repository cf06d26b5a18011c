import { type Invitation, type Store, systemRuntime, type Witness } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import { day, hour, inParallel, later, makeHome, minute, noon } from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

/** A change that the chain tells of. */
export const witness: Witness = { at: noon, auditBody: '{"event":"person"}' };

/** An invitation that works for a week. */
export function invitation(name: string, change: Partial<Invitation> = {}): Omit<Invitation, 'organizationId'> {
  const times = { createdAt: noon, expiresAt: later(7 * day) };
  return {
    id: `invitation-${name}`,
    email: `${name}@example.com`,
    role: 'viewer',
    hash: `hash-${name}`,
    ...times,
    ...change,
  };
}

interface Adapter {
  create(asked: { model: string; data: object; forceAllowId: true }): Promise<object>;
  findOne(asked: { model: string; where: readonly { field: string; value: unknown }[] }): Promise<object | null>;
  consumeOne(asked: { model: string; where: readonly { field: string; value: unknown }[] }): Promise<object | null>;
}

/** better-auth's own way to its tables, as better-auth opens it. */
async function adapterOf(store: Store): Promise<Adapter> {
  const { betterAuth } = await store.peopleDatabase();
  return (betterAuth as (options: object) => Adapter)({});
}

/** Somebody with an account, signed in, who belongs to the organization. */
export async function addPerson(
  store: Store,
  organizationId: string,
  person: { readonly name: string; readonly role?: 'owner' | 'admin' | 'viewer' },
): Promise<string> {
  const { name, role = 'viewer' } = person;
  const id = `person-${name}`;
  const adapter = await adapterOf(store);
  const times = { createdAt: noon, updatedAt: noon };
  const user = { id, name, email: `${name}@example.com`, emailVerified: true, ...times };
  await adapter.create({ model: 'user', data: user, forceAllowId: true });
  const session = { id: `session-${name}`, userId: id, token: `token-${name}`, expiresAt: later(day), ...times };
  await adapter.create({ model: 'session', data: session, forceAllowId: true });
  const { id: invitationId, hash } = invitation(`${name}-joining`);
  const asked = invitation(`${name}-joining`, { id: invitationId, email: `${name}@example.com`, role });
  await store.people.invite(organizationId, asked, { max: 100, since: later(-day) }, witness.auditBody);
  expect(await store.acceptInvitation(hash, id, witness)).toBe(true);
  return id;
}

const throttle = { max: 3, since: later(-hour) };

/** Who belongs where: exact, witnessed, and never without an owner. */
export function membershipLaws(subject: StoreSubject): void {
  describe('people', () => {
    test('an organization begins with its owner', () =>
      inHouse(subject, async ({ store }) => {
        const organization = { id: 'org-new', name: 'New', slug: 'new', mode: 'sandbox', settings: {} } as const;
        await store.createOrganization({ ...organization, createdAt: noon }, undefined, '{}', 'person-1');
        const membership = { organizationId: 'org-new', personId: 'person-1', role: 'owner', joinedAt: noon };
        expect(await store.findMemberships('person-1')).toEqual([membership]);
        expect(await store.findMemberships('person-2')).toEqual([]);
      }));

    test('an invitation is accepted once, by whoever is first, until its time is over', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId } = await makeHome(store);
        await store.people.invite(organizationId, invitation('ada', { role: 'admin' }), throttle, '{}');
        expect(await store.findInvitation('hash-ada')).toEqual({
          ...invitation('ada', { role: 'admin' }),
          organizationId,
        });
        const late = { ...witness, at: later(7 * day) };
        expect(await store.acceptInvitation('hash-ada', 'person-late', late)).toBe(false);
        const answers = await inParallel(6, 6, index => store.acceptInvitation('hash-ada', `person-${index}`, witness));
        expect(answers.filter(Boolean)).toHaveLength(1);
        expect(await store.findInvitation('hash-ada')).toBeUndefined();
        expect(await store.people.invitations(organizationId, noon)).toEqual([]);
      }));

    test('a newer invitation takes the place of an older one, and no more are made than may be', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId } = await makeHome(store);
        const invite = (name: string, change: Partial<Invitation> = {}) =>
          store.people.invite(organizationId, invitation(name, change), throttle, '{}');
        expect(await invite('old', { email: 'x@example.com' })).toBe('invited');
        expect(await invite('new', { email: 'x@example.com' })).toBe('invited');
        expect((await store.people.invitations(organizationId, noon)).map(each => each.id)).toEqual(['invitation-new']);
        expect(await store.findInvitation('hash-old')).toBeUndefined();
        const answers = await inParallel(6, 6, index => invite(`many-${index}`));
        expect(answers.filter(answer => answer === 'invited')).toHaveLength(1);
        expect(answers.filter(answer => answer === 'too-many')).toHaveLength(5);
        expect(await store.people.withdraw(organizationId, 'invitation-new', witness)).toBe(true);
        expect(await store.people.withdraw(organizationId, 'invitation-new', witness)).toBe(false);
      }));

    test('owners who send each other away at once leave one behind', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId } = await makeHome(store);
        const owners = await Promise.all(
          ['a', 'b'].map(name => addPerson(store, organizationId, { name, role: 'owner' })),
        );
        const viewer = await addPerson(store, organizationId, { name: 'c' });
        const answers = await Promise.all([
          store.people.remove(organizationId, owners[0]!, witness),
          store.people.setRole(organizationId, owners[1]!, 'viewer', witness),
        ]);
        expect([...answers].sort()).toEqual(['changed', 'last-owner']);
        const left = await store.people.list(organizationId);
        expect(left.filter(member => member.role === 'owner')).toHaveLength(1);
        expect(await store.people.setRole(organizationId, viewer, 'owner', witness)).toBe('changed');
        expect(await store.people.remove(organizationId, 'person-nobody', witness)).toBe('unknown');
        const last = (await store.audit.list(organizationId, 1, 100)).at(-1);
        expect(last?.body).toBe(witness.auditBody);
      }));

    test('members are known by name, and their sessions are seen and ended', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId } = await makeHome(store);
        const personId = await addPerson(store, organizationId, { name: 'ada', role: 'admin' });
        expect(await store.people.list(organizationId)).toEqual([
          {
            organizationId,
            personId,
            email: 'ada@example.com',
            name: 'ada',
            role: 'admin',
            joinedAt: noon,
            secondFactor: false,
          },
        ]);
        const again = invitation('again', { email: 'ada@example.com' });
        expect(await store.people.invite(organizationId, again, throttle, '{}')).toBe('member');
        const session = { id: 'session-ada', personId, createdAt: noon, lastUsedAt: noon, expiresAt: later(day) };
        expect(await store.people.sessions(organizationId, noon)).toEqual([session]);
        expect(await store.people.sessions(organizationId, later(day))).toEqual([]);
        expect(await store.people.endSession(organizationId, 'session-ada', witness)).toBe(true);
        expect(await store.people.endSession(organizationId, 'session-ada', witness)).toBe(false);
      }));

    test('what is kept for better-auth is found again, and taken once', () =>
      inHouse(subject, async ({ store, again }) => {
        const data = { id: 'code-1', identifier: 'x', value: '1', expiresAt: later(minute) };
        const times = { createdAt: noon, updatedAt: noon };
        const model = 'verification';
        await (await adapterOf(store)).create({ model, data: { ...data, ...times }, forceAllowId: true });
        const elsewhere = await adapterOf(await again());
        const where = [{ field: 'identifier', value: 'x' }];
        expect(await elsewhere.findOne({ model, where })).toMatchObject(data);
        const taken = await inParallel(5, 5, () => elsewhere.consumeOne({ model, where }));
        expect(taken.filter(one => one !== null)).toHaveLength(1);
      }));

    test('sessions and codes whose time is over go with the next purge', () =>
      inHouse(subject, async ({ store, again }) => {
        const { organizationId } = await makeHome(store);
        await addPerson(store, organizationId, { name: 'ada' });
        const where = [{ field: 'id', value: 'session-ada' }];
        const find = async () => (await adapterOf(store)).findOne({ model: 'session', where });
        const runtime = (at: Date) => ({ ...systemRuntime(), now: () => at });
        const before = { inbox: noon, messages: noon };
        await (await again({ runtime: runtime(later(1)) })).purge(before);
        expect(await find()).not.toBeNull();
        await (await again({ runtime: runtime(later(day)) })).purge(before);
        expect(await find()).toBeNull();
      }));

    test('tries are counted exactly, in windows that begin with the first', () =>
      inHouse(subject, async ({ store }) => {
        const counts = await inParallel(20, 8, () => store.countTry('key', minute, noon));
        expect(counts.map(each => each.count).sort((one, other) => one - other)).toEqual(
          Array.from({ length: 20 }, (_, index) => index + 1),
        );
        expect(counts[0]?.resetsAt).toEqual(later(minute));
        expect((await store.countTry('other', minute, noon)).count).toBe(1);
        expect((await store.countTry('key', minute, later(minute))).count).toBe(1);
        await store.forgetTries(['key', 'other']);
        expect((await store.countTry('key', minute, later(minute))).count).toBe(1);
      }));
  });
}
