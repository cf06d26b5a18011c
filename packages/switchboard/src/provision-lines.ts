import { ButtdialError, type Channel, type Line, type Receipt, waitingAddress } from '@buttdial/core';
import { openAgentAccount } from './accounts.ts';
import type { Deps } from './deps.ts';
import type { AgentScope } from './principal.ts';
import type { ProvisionInput } from './provision-input.ts';
import { hookFor, hooksFor, rentNumber, takeFromPool, vendorFailed } from './rentals.ts';
import type { Held } from './tab.ts';

/** A line of an agent that is being made. */
export type NewLine = Omit<Line, 'organizationId' | 'agentId'>;

/** A number for texts and calls: from the pool, else from the vendor. */
export async function numberLines(deps: Deps, held: Held, country: string): Promise<readonly NewLine[]> {
  await openAgentAccount(deps, held);
  const { number, connection, vendorId } =
    (await pooledNumber(deps, held, country)) ?? (await rented(deps, held, country));
  const line = (channel: Channel): NewLine => ({
    id: deps.runtime.newId(),
    channel,
    address: number,
    connection,
    status: 'active',
    ...(vendorId === undefined ? {} : { vendorId }),
    createdAt: deps.runtime.now(),
  });
  return [line('sms'), line('voice')];
}

function rented(deps: Deps, held: Held, country: string) {
  return rentNumber(deps, held, { country, hooks: hooksFor(deps, held.agentId) });
}

async function pooledNumber(deps: Deps, held: Held, country: string) {
  // What is in the pool is rented on the account that all share.
  if (deps.connections.serving(held.organizationId, 'sms', held.agentId)?.name.includes('@')) return undefined;
  const entry = await takeFromPool(deps, held, { kind: 'number', country });
  if (!entry) return undefined;
  const { connection, vendorId = '', address: number } = entry;
  const numbers = deps.connections.get(held.organizationId, connection)?.provider.numbers;
  if (!numbers) throw notOffered(connection);
  const call = { signal: held.signal, idempotencyKey: deps.runtime.newId() };
  expectDone(await numbers.point(vendorId, hooksFor(deps, held.agentId), call));
  return { number, connection, vendorId };
}

/**
 * A WhatsApp sender from the pool; where none is approved and free, the agent waits for one in the order of asking.
 * @throws `unavailable` when it may not wait.
 */
export async function whatsappLine(deps: Deps, held: Held, input: ProvisionInput): Promise<NewLine> {
  const common = { id: deps.runtime.newId(), channel: 'whatsapp' as const, createdAt: deps.runtime.now() };
  const entry = await takeFromPool(deps, held, { kind: 'sender' });
  if (entry) {
    const { senderId: vendorId = '', connection, address } = entry;
    await pointSender(deps, held, { connection, vendorId, signal: held.signal });
    return { ...common, address, connection, vendorId, status: 'active' };
  }
  if (!input.queueWhatsapp)
    throw new ButtdialError('unavailable', 'No approved WhatsApp sender is free.', {
      field: 'capabilities.whatsapp',
      remedy: 'Put one into the pool, or leave queueWhatsapp out: the agent then gets the next one that is approved.',
    });
  const connection = deps.connections.serving(held.organizationId, 'whatsapp');
  if (!connection) throw notOffered('whatsapp');
  return { ...common, address: waitingAddress(held.agentId), connection: connection.name, status: 'pending' };
}

/** Says at the vendor that messages to a sender go to an agent. Doing it twice does no harm. */
export async function pointSender(
  deps: Deps,
  { organizationId, agentId }: AgentScope,
  sender: { readonly connection: string; readonly vendorId: string; readonly signal: AbortSignal },
): Promise<void> {
  const senders = deps.connections.get(organizationId, sender.connection)?.provider.senders;
  if (!senders) throw notOffered(sender.connection);
  const call = { signal: sender.signal, idempotencyKey: deps.runtime.newId() };
  expectDone(await senders.point(sender.vendorId, hookFor(deps, agentId, 'whatsapp'), call));
}

/** A mailbox of the agent's own. @throws `unavailable` when nobody carries e-mail here. */
export function mailboxLine(deps: Deps, scope: AgentScope, domain: string): NewLine {
  const connection = deps.connections.serving(scope.organizationId, 'email');
  if (!connection)
    throw new ButtdialError('unavailable', 'No provider here carries e-mail.', {
      field: 'capabilities.email',
      remedy: 'Configure Resend, or provision without email.',
    });
  return {
    id: deps.runtime.newId(),
    channel: 'email',
    address: `${scope.agentId.toLowerCase()}@${domain.toLowerCase()}`,
    connection: connection.name,
    status: 'active',
    createdAt: deps.runtime.now(),
  };
}

/** @throws `vendor-failed` unless the vendor did it. */
export function expectDone(receipt: Receipt): void {
  if (receipt.outcome !== 'accepted') throw vendorFailed(receipt);
}

function notOffered(what: string): ButtdialError {
  return new ButtdialError('unavailable', `"${what}" is not configured on this server.`, {
    remedy: 'Configure a provider that offers it, such as Twilio.',
  });
}
