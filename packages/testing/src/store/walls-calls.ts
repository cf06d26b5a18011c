import type { Rooms, Store } from '@buttdial/core';
import { callEnd, newCall, reservation } from './calls.ts';
import { type Home, noon } from './people.ts';

type Theirs = Home & { readonly contactKey: string };
type Attempt = (store: Store, own: string, theirs: Theirs) => Promise<unknown>;

const id = 'call-alpha';

/** Attempts on the calls of `alpha`, by `own`. */
export const callAttempts: { readonly [Method in keyof Rooms['calls']]: Attempt } = {
  get: (store, own) => store.calls.get(own, id),
  byVendor: (store, own) => store.calls.byVendor(own, 'acme', 'CA-alpha'),
  list: async (store, own, { agentId, contactKey }) => [
    ...(await store.calls.list(own, { agentId }, { limit: 10 })),
    ...(await store.calls.list(own, { contactKey }, { limit: 10 })),
    ...(await store.calls.list(own, {}, { limit: 10, before: id })),
  ],
  events: (store, own) => store.calls.events(own, id, { after: 0, limit: 10 }),
  append: (store, own) => store.calls.append(own, id, [{ at: noon, sealed: new Uint8Array([2]) }]),
  expect: (store, own, { agentId }) => store.calls.expect(own, agentId, noon),
  isExpected: (store, own, { agentId }) => store.calls.isExpected(own, agentId, new Date(0)),
  eraseContact: async (store, own, { contactKey }) =>
    Object.values(await store.calls.eraseContact(own, contactKey)).filter(count => count !== 0),
};

const order = { key: 'order-alpha', now: noon, owner: 'server' };

/** Attempts on what is asked of the calls of `alpha`, by `own`. */
export const orderAttempts: { readonly [Method in keyof Rooms['orders']]: Attempt } = {
  ask: (store, own) => store.orders.ask(own, id, { ...order, sealed: new Uint8Array([2]) }),
  get: (store, own) => store.orders.get(own, id, order.key),
  take: (store, own) => store.orders.take(own, id, order),
  answer: (store, own) => store.orders.answer(own, id, { ...order, sealedAnswer: new Uint8Array([2]) }),
  withdraw: (store, own) => store.orders.withdraw(own, id, order.key, noon),
  forget: (store, own) => store.orders.forget(own, id, order.key),
};

/** The verbs of calls that name an organization, tried with another one's ids. */
export const callVerbAttempts: Readonly<
  Record<'addCall' | 'reserveCall' | 'moveCall' | 'settleCall' | 'priceCall' | 'holdCall', Attempt>
> = {
  addCall: async (store, own, { agentId }) =>
    (await store.addCall(newCall({ organizationId: own, agentId }))).outcome === 'inactive' ? undefined : 'added',
  reserveCall: async (store, own, { agentId }) =>
    (await store.reserveCall(reservation({ ...newCall({ organizationId: own, agentId }), id }))).outcome === 'gone'
      ? undefined
      : 'let in',
  moveCall: (store, own) => store.moveCall({ organizationId: own, callId: id, now: noon, state: 'dialing' }),
  settleCall: (store, own) => store.settleCall(callEnd({ organizationId: own, id })),
  holdCall: (store, own) => store.holdCall({ organizationId: own, callId: id, owner: 'theirs', now: noon, leaseMs: 1 }),
  priceCall: (store, own) => store.priceCall({ organizationId: own, callId: id, priceMicros: 1, now: noon }),
};

/** Gives `alpha` a call with something said in it. */
export async function furnishCalls(store: Store, home: Theirs): Promise<void> {
  await store.addCall({ ...newCall(home), id, contactKey: home.contactKey });
  await store.moveCall({ ...home, callId: id, now: noon, vendorId: 'CA-alpha' });
  await store.calls.append(home.organizationId, id, [{ at: noon, sealed: new Uint8Array([1]) }]);
  await store.calls.expect(home.organizationId, home.agentId, new Date(noon.getTime() + 60_000));
  const asked = { ...order, owner: 'other', sealed: new Uint8Array([1]) };
  await store.orders.ask(home.organizationId, id, asked);
}

/** What can be seen of the calls of an organization. */
export async function seeCalls(store: Store, organizationId: string): Promise<object> {
  const calls = await store.calls.list(organizationId, {}, { limit: 100 });
  return {
    calls: calls.map(call => ({ ...call, sealedPlan: [...call.sealedPlan] })),
    order: (await store.orders.get(organizationId, id, order.key))?.state,
    events: (await store.calls.events(organizationId, id, { after: 0, limit: 100 })).length,
  };
}
