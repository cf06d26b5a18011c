import type { Channel } from '@buttdial/core';
import type { Sealer } from './seal.ts';

/**
 * What opt-outs, consent and frequency caps of a contact are kept under. One number has one key over SMS, WhatsApp and
 * voice, so that a STOP on one of them is known on all.
 */
export function contactKey(
  sealer: Sealer,
  organizationId: string,
  { channel, address }: { readonly channel: Channel; readonly address: string },
): string {
  const kind = channel === 'email' || channel === 'line' ? channel : 'phone';
  return sealer.fingerprint(`${organizationId}\n${kind}\n${address}`);
}
