import type { Rooms, Store, TrafficEntry } from '@buttdial/core';
import { oneTimeCode } from './codes.ts';
import { addPerson, invitation, witness } from './membership.ts';
import { day, type Home, later, noon } from './people.ts';
import { newPlan } from './plans.ts';
import { pooled } from './pools.ts';
import { credential, dataKey } from './vault.ts';

type Attempts<Name extends keyof Rooms> = {
  readonly [Method in keyof Rooms[Name]]: (
    store: Store,
    own: string,
    theirs: Home & { readonly contactKey: string },
  ) => Promise<unknown>;
};

/** Attempts on the credentials of `alpha`, by `own`. */
export const vaultAttempts: Attempts<'vault'> = {
  keys: (store, own) => store.vault.keys(own),
  rewrap: (store, own) => store.vault.rewrap(own, 'key-alpha', { rootKeyId: 'root-beta', wrapped: new Uint8Array() }),
  dropKey: (store, own) => store.vault.dropKey(own, 'key-alpha-idle'),
  addKey: (store, own) => store.vault.addKey(own, dataKey('key-beta')),
  list: (store, own) => store.vault.list(own),
  remove: (store, own) => store.vault.remove(own, 'acme', { at: noon, auditBody: '{}' }),
  put: (store, own) => store.vault.put(own, credential(2, 'key-beta'), '{}'),
};

/** Attempts on a code of `alpha`, by `own`. */
export const codeAttempts: Attempts<'codes'> = {
  issue: (store, own, { agentId }) =>
    store.codes.issue(own, oneTimeCode(agentId), { max: 100, since: later(-1) }).then(answer => answer.issued),
  spendTry: (store, own, { agentId, contactKey }) => store.codes.spendTry(own, { agentId, contactKey }, noon),
  use: (store, own) => store.codes.use(own, 'code-alpha', noon),
};

/** Attempts on a plan of `alpha`, by `own`. */
export const planAttempts: Attempts<'plans'> = {
  begin: (store, own) =>
    store.plans.begin(own, { ...newPlan('alpha'), id: 'plan-beta', agentId: 'agent-alpha-planned' }),
  note: (store, own) => store.plans.note(own, 'plan-alpha', { rentals: [], now: noon, leaseMs: day }),
  end: (store, own) => store.plans.end(own, 'plan-alpha'),
  list: (store, own) => store.plans.list(own),
};

/** Attempts on the pools of `alpha`, by `own`. */
export const poolAttempts: Attempts<'pools'> = {
  list: (store, own) => store.pools.list(own),
  add: (store, own) => store.pools.add(own, pooled('alpha', { id: 'pool-beta' }), { auditBody: '{}' }),
  take: (store, own) =>
    store.pools
      .take(own, { kind: 'number', planId: 'plan-alpha', now: noon, leaseMs: day })
      .then(answer => (answer === 'lapsed' ? undefined : answer)),
  putBack: (store, own) => store.pools.putBack(own, 'pool-alpha', noon),
  judge: (store, own) => store.pools.judge(own, 'pool-alpha', { state: 'rejected', now: noon, auditBody: '{}' }),
  remove: (store, own) =>
    store.pools.remove(own, 'pool-alpha', { planId: 'plan-beta', leaseMs: day, at: noon, auditBody: '{}' }),
  fill: (store, own) => store.pools.fill(own, noon),
  share: (store, own, { agentId }) =>
    store.pools.share(own, 'pool-alpha', { agentId, smsLineId: 's', voiceLineId: 'v', at: noon, auditBody: '{}' }),
};

/** Attempts on the people of `alpha`, by `own`. */
export const peopleAttempts: Attempts<'people'> = {
  list: (store, own) => store.people.list(own),
  setRole: async (store, own) =>
    (await store.people.setRole(own, 'person-alpha', 'viewer', witness)) === 'unknown' ? undefined : 'changed',
  remove: async (store, own) =>
    (await store.people.remove(own, 'person-alpha', witness)) === 'unknown' ? undefined : 'changed',
  invitations: (store, own) => store.people.invitations(own, noon),
  invite: async (store, own) => {
    // To ask somebody of another organization is no trespass; it must show there in nothing.
    const asked = invitation('beta', { email: 'alpha@example.com' });
    const answer = await store.people.invite(own, asked, { max: 9, since: later(-day) }, '{}');
    return answer === 'invited' ? undefined : answer;
  },
  withdraw: (store, own) => store.people.withdraw(own, 'invitation-alpha', witness),
  sessions: (store, own) => store.people.sessions(own, noon),
  endSession: (store, own) => store.people.endSession(own, 'session-alpha', witness),
};

/** Attempts on the books of `alpha`, by `own`. */
export const ledgerAttempts: Attempts<'ledger'> = {
  vouchers: (store, own, { agentId }) =>
    store.ledger.vouchers(own, { agentId, since: new Date(0), until: later(day), by: 'hour' }),
  open: async (store, own, { agentId }) => (await store.ledger.open(own, agentId)).count,
};

/** Attempts on the phone book of `alpha`, by `own`. */
export const contactAttempts: Attempts<'contacts'> = {
  get: (store, own, { contactKey }) => store.contacts.get(own, contactKey),
  list: async (store, own, { contactKey }) => [
    ...(await store.contacts.list(own, {}, { limit: 10 })),
    ...(await store.contacts.list(own, {}, { limit: 10, before: contactKey })),
  ],
  note: (store, own) =>
    store.contacts.note(own, { contactKey: 'contact-beta', address: 'beta', channel: 'sms', lastAt: noon }),
};

/** Attempts on the posts of `alpha`, by `own`. */
export const trafficAttempts: Attempts<'traffic'> = {
  note: async (store, own) => store.traffic.note(own, post('agent-beta')),
  list: async (store, own, { agentId }) => [
    ...(await store.traffic.list(own, { agentId }, { limit: 10 })),
    ...(await store.traffic.list(own, { inboxId: 'inbound-alpha', agentId }, { limit: 10 })),
  ],
};

const post = (agentId: string): TrafficEntry => ({
  at: noon,
  direction: 'out',
  agentId,
  channel: 'sms',
  inboxId: 'inbound-alpha',
  outcome: 'failed',
  durationMs: 1,
  messages: 1,
  statuses: 0,
});

/** Gives `alpha` something in these rooms. */
export async function furnishTenant(store: Store, home: Home & { readonly contactKey: string }): Promise<void> {
  const { organizationId, agentId, contactKey } = home;
  await addPerson(store, organizationId, { name: 'alpha', role: 'owner' });
  const throttle = { max: 9, since: later(-day) };
  await store.people.invite(organizationId, invitation('alpha', { email: 'asked@example.com' }), throttle, '{}');
  await store.vault.addKey(organizationId, dataKey('key-alpha-idle'));
  await store.vault.addKey(organizationId, dataKey('key-alpha'));
  await store.vault.put(organizationId, credential(1, 'key-alpha'), '{}');
  await store.plans.begin(organizationId, { ...newPlan('alpha'), agentId: 'agent-alpha-planned' });
  await store.pools.add(organizationId, pooled('alpha'), { auditBody: '{}' });
  await store.codes.issue(
    organizationId,
    { ...oneTimeCode(agentId), id: 'code-alpha', contactKey },
    { max: 100, since: later(-1) },
  );
  store.traffic.note(organizationId, post(agentId));
}

/** What can be seen of these rooms from inside, without changing anything. */
export async function seeTenant(store: Store, { organizationId }: Home): Promise<object> {
  const keys = await store.vault.keys(organizationId);
  return {
    keys: keys.map(key => ({ ...key, wrapped: [...key.wrapped] })),
    credentials: await store.vault.list(organizationId),
    books: await store.ledger.vouchers(organizationId, { since: new Date(0), until: later(day), by: 'hour' }),
    open: await store.ledger.open(organizationId),
    plans: await store.plans.list(organizationId),
    people: await store.people.list(organizationId),
    invitations: await store.people.invitations(organizationId, noon),
    sessions: await store.people.sessions(organizationId, noon),
    pools: await store.pools.list(organizationId),
    contacts: await store.contacts.list(organizationId, {}, { limit: 10 }),
    traffic: await store.traffic.list(organizationId, {}, { limit: 10 }),
  };
}
