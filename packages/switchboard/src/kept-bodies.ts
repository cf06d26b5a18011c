import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Channel, KeptBody } from '@buttdial/core';
import type { Deps } from './deps.ts';
import type { Sealer } from './seal.ts';
import { openWith, sealWith } from './vault/envelope.ts';

/** What is kept of a message that an organization chose to keep. */
export interface KeptContent {
  readonly text: string;
  readonly subject?: string;
  readonly html?: string;
}

/** The message that it is the body of. */
export interface Keeping {
  readonly id: string;
  readonly organizationId: string;
  readonly agentId: string;
  readonly contactKey: string;
  readonly channel: Channel;
  readonly direction: 'in' | 'out';
  readonly at: Date;
  readonly keepDays: number;
}

const dayMs = 86_400_000;

/** Keeps a body, sealed with the organization's own key. Nothing is kept of somebody who was erased meanwhile. */
export async function keepBody(deps: Deps, message: Keeping, content: KeptContent): Promise<void> {
  const { id, organizationId, agentId, contactKey, channel, direction, at, keepDays } = message;
  const { text, subject, html } = content;
  const kept = { text, ...(subject === undefined ? {} : { subject }), ...(html === undefined ? {} : { html }) };
  const plain = Buffer.from(JSON.stringify(kept));
  const sealed = sealWith(keyOf(deps.sealer, organizationId), deps.runtime, {
    plain,
    bound: boundTo(organizationId, id),
  });
  const expiresAt = new Date(at.getTime() + keepDays * dayMs);
  const row = { id, agentId, contactKey, channel, direction, sealed, at, expiresAt };
  await deps.store.privacy.keepBody(organizationId, row);
}

/** @throws `broken-promise` when it was sealed with another key. */
export function openKept({ sealer }: Pick<Deps, 'sealer'>, { organizationId, id, sealed }: KeptBody): KeptContent {
  const plain = openWith(keyOf(sealer, organizationId), sealed, boundTo(organizationId, id));
  return JSON.parse(Buffer.from(plain).toString('utf8')) as KeptContent;
}

// Another one than what waits is sealed with, and another one for every organization.
function keyOf(sealer: Sealer, organizationId: string): KeyObject {
  return createSecretKey(sealer.derive(`kept-bodies\n${organizationId}`));
}

function boundTo(organizationId: string, id: string): string {
  return `kept-body\n${organizationId}\n${id}`;
}
