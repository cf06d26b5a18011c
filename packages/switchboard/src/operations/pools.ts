import { ButtdialError, type PoolEntry } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import type { Connection, Deps } from '../deps.ts';
import { type Caller, defineOperation } from '../operation.ts';
import { readSettings } from '../organization-settings.ts';
import { connectWaiting, removeFromPool } from '../pools/keeper.ts';
import { shareNumber } from '../pools/sharing.ts';
import { organizationScope } from '../principal.ts';
import { organizationId } from './fields.ts';

/** The verbs about what waits for agents: free numbers and WhatsApp senders. */
export function poolOperations(deps: Deps) {
  return { list: listPools(deps), add: addToPool(deps), remove: remove(deps), share: share(deps) };
}

const entryView = z.object({
  id: z.string(),
  kind: z.enum(['number', 'sender']),
  number: z.string(),
  country: z.string(),
  provider: z.string(),
  state: z.enum(['pending', 'available', 'taken', 'rejected', 'given']),
  quality: z.enum(['high', 'medium', 'low']).nullable(),
  agentId: z.string().nullable(),
  monthlyCost: z.number(),
  createdAt: z.string(),
});

function viewEntry(entry: PoolEntry): z.output<typeof entryView> {
  const { id, kind, address: number, country, connection: provider, state } = entry;
  return {
    id,
    kind,
    number,
    country,
    provider,
    state,
    quality: entry.quality ?? null,
    agentId: entry.agentId ?? null,
    monthlyCost: entry.monthlyMicros / 1_000_000,
    createdAt: entry.createdAt.toISOString(),
  };
}

function listPools(deps: Deps) {
  return defineOperation({
    name: 'pools.list',
    summary:
      'Free numbers and WhatsApp senders, approval and quality of each, how many agents wait for one, and what is to be held ready.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/pools' },
    input: z.object({ organizationId }),
    output: z.object({
      entries: z.array(entryView),
      waiting: z.int().describe('Agents that wait for a WhatsApp sender.'),
      targets: z.object({ numbers: z.int(), senders: z.int(), monthlyBudget: z.number() }),
    }),
    run: async (input, { principal }) => {
      const scope = await organizationScope(deps.store, principal, input);
      const [entries, lines, organization] = await Promise.all([
        deps.store.pools.list(scope),
        deps.store.lines.list(scope),
        deps.store.organizations.get(scope),
      ]);
      const { numbers = 0, senders = 0, monthlyBudget = 0 } = readSettings(organization).pools ?? {};
      return {
        entries: entries.map(viewEntry),
        waiting: lines.filter(line => line.channel === 'whatsapp' && line.status === 'pending').length,
        targets: { numbers, senders, monthlyBudget },
      };
    },
  });
}

const phoneNumber = z.string().regex(/^\+[1-9]\d{1,14}$/, 'A number in E.164 form such as +12125550123.');

function addToPool(deps: Deps) {
  return defineOperation({
    name: 'pools.add',
    summary: 'Put a number, or a WhatsApp sender, that your vendor account has already into the pool.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'post', path: '/pools' },
    input: z.object({ organizationId, kind: z.enum(['number', 'sender']), number: phoneNumber }),
    output: z.object({ success: z.literal(true), entry: entryView }),
    run: async ({ kind, number, ...named }, caller) => {
      const scope = await organizationScope(deps.store, caller.principal, named);
      await deps.connections.ready?.(scope);
      if (await isSomebodys(deps, kind, number)) throw inUse();
      const entry = await known(deps, scope, { kind, number, caller });
      const body = auditBody({ event: 'pool.added', actor: caller.principal, target: entry.id, details: { kind } });
      if ((await deps.store.pools.add(scope, entry, { auditBody: body })) !== 'added') throw inUse();
      await connectWaiting(deps, scope);
      const kept = (await deps.store.pools.list(scope)).find(each => each.id === entry.id);
      return {
        success: true as const,
        entry: viewEntry(kept ?? { ...entry, organizationId: scope, updatedAt: entry.createdAt }),
      };
    },
  });
}

// Whose it is, is not told: it may be another organization's.
function inUse(): ButtdialError {
  return new ButtdialError('conflict', 'This number is in use already.', {
    field: 'number',
    remedy: 'Choose one that no agent has and that is in no pool.',
  });
}

async function isSomebodys({ store }: Deps, kind: PoolEntry['kind'], number: string): Promise<boolean> {
  const channels = kind === 'sender' ? (['whatsapp'] as const) : (['sms', 'voice'] as const);
  for (const channel of channels) if (await store.findLine(channel, number)) return true;
  return false;
}

interface Wanted {
  readonly kind: PoolEntry['kind'];
  readonly number: string;
  readonly caller: Caller;
}

/** The entry as the vendor knows it. @throws `not-found` when the account has no such thing. */
async function known(deps: Deps, organizationId: string, { kind, number, caller }: Wanted) {
  const connection = ownAccount(deps, organizationId, caller);
  const { numbers, senders } = connection.provider;
  const call = { signal: caller.signal, idempotencyKey: deps.runtime.newId() };
  const rented = (await numbers?.list(call))?.find(each => each.number === number);
  const sender = kind === 'sender' ? (await senders?.list(call))?.find(each => each.number === number) : undefined;
  const found = kind === 'sender' ? sender : rented;
  if (!found)
    throw new ButtdialError('not-found', `The account at ${connection.name} has no such ${kind}.`, {
      field: 'number',
      remedy: 'Rent or register it at the vendor first, or let the pool do it (organization settings, "pools").',
    });
  const state = kind === 'number' || sender?.state === 'approved' ? ('available' as const) : ('pending' as const);
  return {
    id: deps.runtime.newId(),
    kind,
    address: number,
    country: rented?.country ?? 'ZZ',
    connection: connection.name,
    // A number that carries a sender of the pool is not the pool's to give back.
    ...(kind === 'number' && rented?.vendorId !== undefined ? { vendorId: rented.vendorId } : {}),
    ...(sender ? { senderId: sender.vendorId } : {}),
    ...(sender?.quality === undefined ? {} : { quality: sender.quality }),
    state,
    monthlyMicros: 0,
    createdAt: deps.runtime.now(),
  };
}

// On the operator's account are numbers of everybody: only the operator may point at one of them.
function ownAccount(deps: Deps, organizationId: string, { principal }: Caller): Connection {
  const connection = deps.connections.serving(organizationId, 'sms');
  if (!connection) throw new ButtdialError('unavailable', 'No provider here rents phone numbers.', {});
  const isOperators = deps.connections.installation?.(connection.name) === connection;
  if (isOperators && principal.kind !== 'orchestrator')
    throw new ButtdialError('forbidden', 'This organization rents on the account of the operator.', {
      remedy: 'Ask the operator to add it, or bring an account of your own (POST /api/v1/providers).',
    });
  return connection;
}

function remove(deps: Deps) {
  return defineOperation({
    name: 'pools.remove',
    summary: 'Take an entry out of the pool that nobody has; what was rented for it is given back.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'delete', path: '/pools/:entryId' },
    input: z.object({ organizationId, entryId: z.string().min(1).max(64) }),
    output: z.object({ success: z.literal(true) }),
    run: async ({ entryId, ...named }, { principal }) => {
      const scope = await organizationScope(deps.store, principal, named);
      const entry = (await deps.store.pools.list(scope)).find(each => each.id === entryId && each.state !== 'given');
      if (!entry)
        throw new ButtdialError('not-found', 'There is no such entry in the pool.', {
          field: 'entryId',
          remedy: 'List them with GET /api/v1/pools.',
        });
      const body = auditBody({ event: 'pool.removed', actor: principal, target: entryId });
      if (await removeFromPool(deps, entry, body)) return { success: true as const };
      throw new ButtdialError('conflict', 'An agent has it.', {
        field: 'entryId',
        remedy: 'Deprovision the agent first: then it is back in the pool.',
      });
    },
  });
}

function share(deps: Deps) {
  return defineOperation({
    name: 'numbers.share',
    summary:
      'Make one more number that all agents of the organization may send from: a free one of the pool, else a new one.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'post', path: '/shared-numbers' },
    input: z.object({
      organizationId,
      country: z
        .string()
        .regex(/^[A-Z]{2}$/, 'Two capital letters, for example US.')
        .default('US'),
    }),
    output: z.object({ success: z.literal(true), number: z.string(), inboxAgentId: z.string() }),
    run: async ({ country, ...named }, caller) => {
      const scope = await organizationScope(deps.store, caller.principal, named);
      await deps.connections.ready?.(scope);
      const line = await shareNumber(deps, scope, { country, caller });
      return { success: true as const, number: line.address, inboxAgentId: line.agentId };
    },
  });
}
