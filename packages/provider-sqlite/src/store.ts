import type { Admission, FactsQuery, Inbox, Outbox, Rooms, Runtime, Store } from '@buttdial/core';
import type { Access } from './access.ts';
import { createAdmit } from './admit.ts';
import { type Batch, createBatches } from './batch.ts';
import { createClaimCallbacks, createSettleCallback } from './callbacks.ts';
import { createCalls } from './calls.ts';
import { createClaims } from './claim.ts';
import { type Committer, createCommitter } from './committer.ts';
import { createAppendConsent } from './consent.ts';
import { type Conversations, createConversations } from './conversations.ts';
import { createDepth } from './depth.ts';
import { createDirectory } from './directory.ts';
import { createFacts } from './facts.ts';
import { createHeld } from './held.ts';
import { createIngest } from './ingest.ts';
import { createAcknowledge, createLease } from './lending.ts';
import { createLists } from './lists.ts';
import { createMessages } from './messages.ts';
import { type Connection, openConnection, withTables } from './open.ts';
import { createPeople, sweepPeople } from './people.ts';
import { createCatchUp } from './phonebook.ts';
import { createPurge } from './purge.ts';
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
import { createSettle } from './settle.ts';
import { createTouches } from './touch.ts';
import { createWatch } from './watch.ts';

/** Opens the file and puts the verbs and rooms together. */
export function openStore({ file, clock, busyTimeoutMs }: Settings, runtime: Runtime): Store {
  const connection = openConnection(file, busyTimeoutMs);
  const watch = createWatch(connection, runtime);
  const committer = createCommitter(connection, createBatches(connection, clock, watch.announce), () =>
    conversations.forget(),
  );
  const conversations = createConversations(connection, committer.write);
  const touches = createTouches(connection, committer, runtime);
  const access: Access = { connection, tables: withTables(connection), write: apart(committer) };
  const parts = createParts(connection, conversations);
  const catchUp = createCatchUp(access);
  const traffic = createTraffic(access, runtime);
  const purge = createPurge(connection, committer, runtime.now);
  let closed: Promise<void> | undefined;
  const close = async () => {
    watch.close();
    const noted = Promise.all([touches.close(), traffic.close()]);
    committer.flush();
    await noted;
    connection.close();
  };
  return {
    name: 'sqlite',
    ping: async () => void connection.prepare('select 1').get(),
    watch: watch.listen,
    touchToken: touches.touch,
    close: () => (closed ??= close()),
    ...createDirectory(access),
    ...createPlans(access),
    ...createPeople(access),
    depth: createDepth(connection, runtime.now),
    contacts: contactRoom(access, catchUp),
    purge: async before => {
      // What goes now is not forgotten as somebody who was written to.
      await catchUp();
      await sweepPeople(access, runtime.now());
      return purge(before);
    },
    ...createLists(connection, committer),
    ...createVerbs(connection, committer, parts),
    ...createCalls(access, {
      admit: createAdmit(connection, parts),
      settle: createSettle(parts.messages, parts.held),
    }),
    ...createRooms(access, parts),
    traffic: traffic.room,
  };
}

// A room reads the tables by itself, so what other members gathered is written before, and what it gathered after.
function apart({ write }: Committer): Access['write'] {
  return work =>
    write(batch => {
      batch.finish();
      const result = work(batch);
      batch.finish();
      return result;
    });
}

function createVerbs(
  connection: Connection,
  { read, write, writeAndLook }: Committer,
  { held, messages, appendConsent, conversations }: Parts,
): Outbox & Inbox {
  const admit = createAdmit(connection, { held, conversations });
  const settle = createSettle(messages, held);
  const claims = createClaims(connection);
  const facts = createFacts(connection, conversations);
  const ingest = createIngest(connection, messages, appendConsent);
  const acknowledge = createAcknowledge(connection);
  const lease = createLease(connection, acknowledge);
  const claimCallbacks = createClaimCallbacks(connection);
  const settleCallback = createSettleCallback(connection, acknowledge);
  return {
    admit: request =>
      request.facts
        ? writeAndLook(batch => admit(batch, request), withFacts(request.facts, { facts, held }))
        : write(batch => admit(batch, request)),
    claim: request => write(batch => claims.claim(batch, request)),
    claimUnknown: request => write(batch => claims.claimUnknown(batch, request)),
    facts: query => read(batch => facts(batch, query)),
    settle: settlement => write(batch => settle(batch, settlement)),
    ingest: webhook => write(batch => ingest(batch, webhook)),
    lease: request => write(batch => lease(batch, request)),
    acknowledge: (organizationId, agentId, ...[ids, now]) =>
      write(() => ids.filter(id => acknowledge(id, { organizationId, agentId, now })).length),
    claimCallbacks: request => write(batch => claimCallbacks(batch, request)),
    settleCallback: outcome => write(batch => settleCallback(batch, outcome)),
  };
}

/** No other process commits anything between this look and the commit, which the caller hears of at once. */
function withFacts(query: FactsQuery, { facts, held }: Pick<Parts, 'held'> & { readonly facts: FactsLook }) {
  return (batch: Batch, admission: Admission): Admission =>
    admission.outcome === 'admitted'
      ? { ...admission, facts: facts(batch, query, held.get(admission.message.id)) }
      : admission;
}

type FactsLook = ReturnType<typeof createFacts>;

function createRooms(access: Access, { messages, appendConsent }: Parts): Omit<Rooms, 'traffic' | 'contacts'> {
  return {
    organizations: organizationRoom(access),
    agents: agentRoom(access),
    lines: lineRoom(access),
    tokens: tokenRoom(access),
    messages: messageRoom(access, messages),
    limits: limitRoom(access),
    usage: usageRoom(access),
    consent: consentRoom(access, appendConsent),
    audit: auditRoom(access),
    inbox: inboxRoom(access),
    vault: vaultRoom(access),
    calls: callRoom(access),
    orders: orderRoom(access),
    codes: codeRoom(access),
    ledger: ledgerRoom(access),
    plans: planRoom(access),
    pools: poolRoom(access),
    people: peopleRoom(access),
    privacy: privacyRoom(access, messages),
  };
}

/** What verbs and rooms share. */
function createParts(connection: Connection, conversations: Conversations) {
  return {
    conversations,
    held: createHeld(),
    messages: createMessages(connection),
    appendConsent: createAppendConsent(connection),
  };
}

type Parts = ReturnType<typeof createParts>;
