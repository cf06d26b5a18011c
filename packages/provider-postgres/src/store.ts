import type { Directory, Rooms, Runtime, Store } from '@buttdial/core';
import { type Access, createAccess } from './access.ts';
import { createCalls } from './calls.ts';
import { createCoalescer } from './coalescer.ts';
import { createDirectory } from './directory.ts';
import { kept } from './errors.ts';
import { createInbox } from './inbox.ts';
import { createLists } from './lists.ts';
import { openConnection, withTables } from './open.ts';
import { type Clock, createOutbox } from './outbox.ts';
import { createPeople, sweepPeople } from './people.ts';
import { agentRoom } from './rooms/agents.ts';
import { auditRoom } from './rooms/audit.ts';
import { callRoom } from './rooms/calls.ts';
import { codeRoom } from './rooms/codes.ts';
import { consentRoom } from './rooms/consent.ts';
import { contactRoom } from './rooms/contacts.ts';
import { inboxRoom } from './rooms/inbox.ts';
import { ledgerRoom } from './rooms/ledger.ts';
import { limitRoom } from './rooms/limits.ts';
import { lineRoom } from './rooms/lines.ts';
import { messageRoom } from './rooms/messages.ts';
import { orderRoom } from './rooms/orders.ts';
import { organizationRoom } from './rooms/organizations.ts';
import { peopleRoom } from './rooms/people.ts';
import { createPlans, planRoom } from './rooms/plans.ts';
import { poolRoom } from './rooms/pools.ts';
import { privacyRoom } from './rooms/privacy.ts';
import { tokenRoom } from './rooms/tokens.ts';
import { createTraffic } from './rooms/traffic.ts';
import { usageRoom } from './rooms/usage.ts';
import { vaultRoom } from './rooms/vault.ts';
import type { Settings } from './settings.ts';
import { createTouches } from './touch.ts';
import { type Announce, createWatch } from './watch.ts';

/** Opens the pool and puts the verbs and rooms together. */
export async function openStore(settings: Settings, runtime: Runtime): Promise<Store> {
  const connection = await kept(openConnection(settings));
  const clock: Clock = settings.clock === 'database' ? () => null : now => now.getTime();
  const watch = createWatch(connection, runtime);
  const coalescer = createCoalescer(connection);
  const touches = createTouches(connection, runtime);
  const access = createAccess(connection, withTables(connection));
  const traffic = createTraffic(access, runtime);
  const told = { clock, announce: watch.announce };
  let closed: Promise<void> | undefined;
  const close = async () => {
    await coalescer.idle();
    await Promise.all([touches.close(), traffic.close()]);
    await watch.close();
    await connection.end();
  };
  return {
    name: 'postgres',
    ping: async () => {
      await kept(connection`select 1`);
    },
    watch: watch.listen,
    touchToken: touches.touch,
    close: () => (closed ??= close()),
    ...createOutbox(connection, coalescer, told),
    ...createInbox(connection, told),
    ...createCalls(access, told),
    ...createDirectory(access),
    ...createPlans(access, clock),
    ...createPeople(access),
    ...createLists(connection),
    ...createUpkeep(access, clock, runtime),
    ...createRooms(access, told),
    traffic: traffic.room,
  };
}

function createUpkeep(access: Access, clock: Clock, runtime: Runtime): Pick<Directory, 'depth' | 'purge'> {
  const { connection } = access;
  return {
    depth: async () => {
      const rows = await kept(
        connection<
          { depth: Awaited<ReturnType<Directory['depth']>> }[]
        >`select store_depth(${runtime.now().getTime()}) as depth`,
      );
      return rows[0]!.depth;
    },
    purge: async ({ inbox, messages }) => {
      const rows = await kept(connection<{ gone: number }[]>`
        select store_purge(${inbox.getTime()}, ${messages.getTime()}, ${clock(runtime.now())}) as gone`);
      await kept(connection`select store_sweep(${messages.getTime()}, ${inbox.getTime()})`);
      await sweepPeople(access, runtime.now());
      return rows[0]!.gone;
    },
  };
}

function createRooms(
  access: Access,
  { clock, announce }: { readonly clock: Clock; readonly announce: Announce },
): Omit<Rooms, 'traffic'> {
  return {
    organizations: organizationRoom(access, announce),
    agents: agentRoom(access, { clock, announce }),
    lines: lineRoom(access),
    tokens: tokenRoom(access, announce),
    messages: messageRoom(access, announce),
    limits: limitRoom(access, clock),
    usage: usageRoom(access),
    consent: consentRoom(access),
    audit: auditRoom(access),
    inbox: inboxRoom(access, announce),
    privacy: privacyRoom(access),
    contacts: contactRoom(access),
    vault: vaultRoom(access, announce),
    calls: callRoom(access, announce),
    orders: orderRoom(access, announce),
    codes: codeRoom(access),
    ledger: ledgerRoom(access),
    plans: planRoom(access, clock),
    pools: poolRoom(access, clock),
    people: peopleRoom(access),
  };
}
