import { safeEqual } from '@buttdial/core/adapter';
import type { Sealer } from './seal.ts';

/** What travels in a status URL: the message id and a proof that we wrote it. */
export function messageReference(sealer: Sealer, messageId: string): string {
  return `${messageId}.${sealer.fingerprint(`ref\n${messageId}`).slice(0, 16)}`;
}

/** The message id of a reference of ours; undefined for any other text. */
export function readReference(sealer: Sealer, reference: string | undefined): string | undefined {
  const dot = reference?.lastIndexOf('.') ?? -1;
  if (reference === undefined || dot < 1) return undefined;
  const messageId = reference.slice(0, dot);
  return safeEqual(reference, messageReference(sealer, messageId)) ? messageId : undefined;
}
