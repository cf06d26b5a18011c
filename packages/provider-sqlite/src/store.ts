import type { Inbox, Outbox, Rooms, Runtime, Store } from '@buttdial/core';
import type { Access } from './access.ts';
import { createAdmit } from './admit.ts';
import { createBatches } from './batch.ts';
import { createClaims } from './claim.ts';
import { type Committer, createCommitter } from './committer.ts';
import { createAppendConsent } from './consent.ts';
import { createDepth } from './depth.ts';
import { createDirectory } from './directory.ts';
import { createFacts } from './facts.ts';
import { createInbox } from './inbox.ts';
import { createIngest } from './ingest.ts';
import { createAdmissionTime } from './limits.ts';
import { createMessages } from './messages.ts';
import { openConnection, withTables } from './open.ts';
import { createPurge } from './purge.ts';
import { agentRoom } from './rooms/agents.ts';
import { auditRoom } from './rooms/audit.ts';
import { consentRoom } from './rooms/consent.ts';
import { inboxRoom } from './rooms/inbox.ts';
import { limitRoom } from './rooms/limits.ts';
import { lineRoom } from './rooms/lines.ts';
import { messageRoom } from './rooms/messages.ts';
import { organizationRoom } from './rooms/organizations.ts';
import { tokenRoom } from './rooms/tokens.ts';
import { usageRoom } from './rooms/usage.ts';
import { createSettle } from './settle.ts';
import type { Settings } from './sqlite.ts';
import { createTouches } from './touch.ts';
import { createWatch } from './watch.ts';

/** Opens the file and puts the verbs and rooms together. */
export function openStore({ file, clock, busyTimeoutMs }: Settings, runtime: Runtime): Store {
  const connection = openConnection(file, busyTimeoutMs);
  const watch = createWatch(connection, runtime);
  const committer = createCommitter(connection, createBatches(connection, clock, watch.announce));
  const touches = createTouches(connection, committer, runtime);
  const access: Access = { connection, tables: withTables(connection), write: apart(committer) };
  let closed: Promise<void> | undefined;
  const close = async () => {
    watch.close();
    const touched = touches.close();
    committer.flush();
    await touched;
    connection.close();
  };
  return {
    name: 'sqlite',
    ping: async () => void connection.prepare('select 1').get(),
    watch: watch.listen,
    touchToken: touches.touch,
    close: () => (closed ??= close()),
    ...createDirectory(access),
    depth: createDepth(connection, runtime.now),
    purge: createPurge(connection, committer, runtime.now),
    ...verbsAndRooms(access, committer),
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

function verbsAndRooms(access: Access, { read, write }: Committer): Outbox & Inbox & Rooms {
  const { connection } = access;
  const admissionTime = createAdmissionTime(connection);
  const messages = createMessages(connection);
  const appendConsent = createAppendConsent(connection);
  const admit = createAdmit(connection, admissionTime);
  const settle = createSettle(messages);
  const claims = createClaims(connection);
  const facts = createFacts(connection);
  const ingest = createIngest(connection, messages, appendConsent);
  const inbox = createInbox(connection);
  return {
    admit: request => write(batch => admit(batch, request)),
    claim: request => write(batch => claims.claim(batch, request)),
    claimUnknown: request => write(batch => claims.claimUnknown(batch, request)),
    facts: query => read(() => facts(query)),
    settle: settlement => write(batch => settle(batch, settlement)),
    ingest: webhook => write(batch => ingest(batch, webhook)),
    lease: request => write(batch => inbox.lease(batch, request)),
    acknowledge: (organizationId, agentId, ids, now) =>
      write(() => inbox.acknowledge(organizationId, agentId, { ids, now })),
    claimCallbacks: request => write(batch => inbox.claimCallbacks(batch, request)),
    settleCallback: outcome => write(batch => inbox.settleCallback(batch, outcome)),
    organizations: organizationRoom(access),
    agents: agentRoom(access),
    lines: lineRoom(access),
    tokens: tokenRoom(access),
    messages: messageRoom(access, messages),
    limits: limitRoom(access, admissionTime),
    usage: usageRoom(access),
    consent: consentRoom(access, appendConsent),
    audit: auditRoom(access),
    inbox: inboxRoom(access),
  };
}
