import type { Principal } from './principal.ts';

/** The text of an audit entry: JSON with the keys in this order, details as the caller orders them. Never holds an address or a body. */
export function auditBody(entry: {
  readonly event: string;
  readonly actor: Principal | 'system' | 'vendor' | 'contact';
  readonly target: string;
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}): string {
  const { event, actor, target, details = {} } = entry;
  return JSON.stringify({
    event,
    actor: typeof actor === 'string' ? actor : `${actor.kind}:${actor.tokenId}`,
    target,
    details,
  });
}
