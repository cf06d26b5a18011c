import type { Principal } from './principal.ts';

/** The text of an audit entry: canonical JSON with the keys in this order. Never holds an address or a body. */
export function auditBody(event: string, actor: Principal | 'system' | 'vendor', target: string, details: Readonly<Record<string, string | number | boolean>> = {}): string {
  const sorted = Object.fromEntries(Object.entries(details).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({ event, actor: typeof actor === 'string' ? actor : `${actor.kind}:${actor.tokenId}`, target, details: sorted });
}
