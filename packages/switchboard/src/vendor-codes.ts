import { ButtdialError, type Verification } from '@buttdial/core';
import { admitMessage } from './admit.ts';
import { compose, type Draft } from './compose.ts';
import type { Courier } from './courier.ts';
import type { Connection, Deps } from './deps.ts';
import type { Lines } from './lines.ts';
import type { Caller } from './operation.ts';
import { spokenStatus } from './operations/send.ts';
import { readSettings } from './organization-settings.ts';
import type { AgentScope } from './principal.ts';

/** Stands where the hash of a code would: the vendor made it, and only the vendor can tell whether one is right. */
export const madeByVendor = 'vendor';

/** What a vendor's code is sent with. */
export interface CodeParts {
  readonly deps: Deps;
  readonly courier: Courier;
  readonly lines: Lines;
}

/** True where the organization chose that its vendor makes and checks codes. */
export async function isVendorChosen({ store }: Deps, organizationId: string): Promise<boolean> {
  return readSettings(await store.organizations.get(organizationId)).otpProvider === 'vendor';
}

/**
 * Has the vendor send a code of its own. It goes the way of every message, through limits, judge and books; only its text
 * is the vendor's. Answers its id and how it stands.
 */
export async function sendByVendor(
  { deps, courier, lines }: CodeParts,
  scope: AgentScope,
  code: { readonly channel: Draft['channel']; readonly to: string; readonly caller: Caller },
) {
  const { channel, to, caller } = code;
  if (channel === 'line')
    throw new ButtdialError('invalid-input', 'The vendor sends no codes over LINE.', {
      field: 'channel',
      remedy: 'Use sms, whatsapp or email.',
    });
  const own = await lines.sending(scope, channel, to);
  await deps.connections.ready?.(scope.organizationId);
  const carrier = deps.connections.get(scope.organizationId, own.connection);
  if (!carrier) throw noVerifier();
  const line = { ...own, connection: verifierOf(deps, scope.organizationId).connection.name };
  const text = { body: 'Your verification code', subject: 'Your verification code' };
  const draft: Draft = { ...text, channel, to, purpose: 'otp', attachments: [] };
  const outgoing = { ...compose(draft, own, carrier.provider), verification: channel };
  const request = { scope, line, outgoing, draft, caller, idempotencyKey: undefined, sendAt: undefined };
  const message = await admitMessage(deps, courier, request);
  return { id: message.id, status: spokenStatus(message) };
}

/** Asks the vendor. @throws `unavailable`, `vendor-failed` when it does not say. */
export async function isRightAtVendor(
  deps: Deps,
  organizationId: string,
  told: { readonly to: string; readonly code: string; readonly signal: AbortSignal },
): Promise<boolean> {
  await deps.connections.ready?.(organizationId);
  const { verification } = verifierOf(deps, organizationId);
  const timeout = deps.runtime.timeout(deps.settings.courier.requestTimeoutMs);
  const call = { signal: AbortSignal.any([told.signal, timeout]), idempotencyKey: deps.runtime.newId() };
  return (await verification.check(told.to, told.code, call)) === 'right';
}

function verifierOf(
  { connections }: Deps,
  organizationId: string,
): { readonly connection: Connection; readonly verification: Verification } {
  const connection = connections.serving(organizationId, 'sms');
  const verification = connection?.provider.verification;
  if (!connection || !verification) throw noVerifier();
  return { connection, verification };
}

function noVerifier(): ButtdialError {
  return new ButtdialError('unavailable', 'No provider here makes and checks one-time codes.', {
    remedy: 'Set TWILIO_VERIFY_SERVICE_SID, or choose otpProvider "builtin" for the organization.',
  });
}
