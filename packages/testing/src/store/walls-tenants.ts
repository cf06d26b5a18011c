import type { Rooms, Store } from '@buttdial/core';
import { oneTimeCode } from './codes.ts';
import { day, type Home, later, noon } from './people.ts';
import { newPlan } from './plans.ts';
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

/** Attempts on the books of `alpha`, by `own`. */
export const ledgerAttempts: Attempts<'ledger'> = {
  vouchers: (store, own, { agentId }) =>
    store.ledger.vouchers(own, { agentId, since: new Date(0), until: later(day), by: 'hour' }),
  open: async (store, own, { agentId }) => (await store.ledger.open(own, agentId)).count,
};

/** Gives `alpha` something in these rooms. */
export async function furnishTenant(store: Store, home: Home & { readonly contactKey: string }): Promise<void> {
  const { organizationId, agentId, contactKey } = home;
  await store.vault.addKey(organizationId, dataKey('key-alpha-idle'));
  await store.vault.addKey(organizationId, dataKey('key-alpha'));
  await store.vault.put(organizationId, credential(1, 'key-alpha'), '{}');
  await store.plans.begin(organizationId, { ...newPlan('alpha'), agentId: 'agent-alpha-planned' });
  await store.codes.issue(
    organizationId,
    { ...oneTimeCode(agentId), id: 'code-alpha', contactKey },
    { max: 100, since: later(-1) },
  );
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
  };
}
