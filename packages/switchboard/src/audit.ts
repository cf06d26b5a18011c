import type { Principal } from './principal.ts';

/** The text of an audit entry: JSON with the keys in this order, details as the caller orders them. Never holds an address or a body. */
export function auditBody(entry: {
  readonly event: string;
  readonly actor: Principal | `person:${string}` | 'system' | 'vendor' | 'contact';
  readonly target: string;
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}): string {
  const { event, actor, target, details = {} } = entry;
  return JSON.stringify({
    event,
    actor: typeof actor === 'string' ? actor : nameOf(actor),
    target,
    details,
  });
}

function nameOf(actor: Principal): string {
  const person = actor.kind === 'organization' ? actor.person : undefined;
  return person ? `person:${person.id}` : `${actor.kind}:${actor.tokenId}`;
}
