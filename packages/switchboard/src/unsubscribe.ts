import { verifyUnsubscribeToken } from '@buttdial/compliance';
import { isButtdialError } from '@buttdial/core';
import { auditBody } from './audit.ts';
import type { Deps } from './deps.ts';
import { foldLedger } from './ledger.ts';

/**
 * Acts on the link of a commercial e-mail: an opt-out, durable when the promise resolves. Asking again changes nothing.
 * @returns false when nobody here signed the token.
 */
export async function unsubscribe(deps: Deps, token: string): Promise<boolean> {
  const named = subjectOf(deps, token);
  if (!named) return false;
  const { organizationId, contactKey } = named;
  const { store, runtime } = deps;
  const ledger = await store.consent.of(organizationId, contactKey);
  if (foldLedger(ledger).stop) return true;
  const id = runtime.newId();
  const event = { id, organizationId, contactKey, channel: 'email', kind: 'stop', source: 'unsubscribe-link' } as const;
  try {
    await store.consent.append(
      organizationId,
      { ...event, at: runtime.now() },
      auditBody({ event: 'consent.stopped', actor: 'contact', target: id, details: { source: event.source } }),
    );
  } catch (error) {
    // The organization is gone, and with it everybody who could write.
    if (isButtdialError(error) && error.code === 'not-found') return true;
    throw error;
  }
  return true;
}

/** True for a token that this installation signed. */
export function isUnsubscribeToken(deps: Deps, token: string): boolean {
  return subjectOf(deps, token) !== undefined;
}

function subjectOf(deps: Deps, token: string): { organizationId: string; contactKey: string } | undefined {
  if (token.length > 500) return undefined;
  const [organizationId, contactKey] =
    verifyUnsubscribeToken(token, deps.sealer.derive('unsubscribe'))?.split('\n') ?? [];
  return organizationId && contactKey ? { organizationId, contactKey } : undefined;
}
