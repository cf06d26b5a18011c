import type { AuditRecord, MessageRecord } from '@buttdial/core';
import { z } from 'zod';
import type { Deps } from './deps.ts';
import { readAuditBody } from './operations/audit.ts';

/** One step on a message's way. */
export const timelineStep = z.object({
  at: z.string(),
  step: z
    .enum([
      'admitted',
      'sent',
      'retry',
      'deferred',
      'refused',
      'failed',
      'unknown',
      'cancelled',
      'delivered',
      'undelivered',
    ])
    .describe(
      'retry, deferred: it is tried again. undelivered: the vendor took it, and later said that it did not arrive.',
    ),
  attempt: z.int().optional(),
  actor: z.string().optional().describe('Who let it in.'),
  fault: z.string().optional().describe('What kind of trouble the vendor told of.'),
  vendorCode: z.string().optional().describe("The vendor's own code for it."),
  ruleIds: z.array(z.string()).optional(),
});
type TimelineStep = z.output<typeof timelineStep>;

const mostSteps = 100;

/** A message's way so far, oldest first: what the audit chain tells of it, and the delivery report that its row holds. */
export async function readTimeline(deps: Deps, message: MessageRecord): Promise<readonly TimelineStep[]> {
  const trail = await deps.store.audit.search(message.organizationId, { target: message.id }, { limit: mostSteps });
  const steps = trail.toReversed().flatMap(stepOf);
  const taken = steps.some(step => step.step === 'sent');
  const at = message.updatedAt.toISOString();
  if (message.state === 'delivered') return [...steps, { at, step: 'delivered' }];
  if (message.state === 'failed' && taken) return [...steps, { at, step: 'undelivered', ...faultOf(message) }];
  return steps;
}

function faultOf({ fault }: MessageRecord): Pick<TimelineStep, 'fault' | 'vendorCode'> {
  return fault ? { fault: fault.kind, ...(fault.vendorCode ? { vendorCode: fault.vendorCode } : {}) } : {};
}

const kinds = z.enum(['admitted', 'sent', 'retry', 'deferred', 'refused', 'failed', 'unknown', 'cancelled']);
const details = z.object({
  attempt: z.int().optional().catch(undefined),
  fault: z.string().optional().catch(undefined),
  vendorCode: z.string().optional().catch(undefined),
  ruleIds: z.string().optional().catch(undefined),
});

function stepOf(row: AuditRecord): readonly TimelineStep[] {
  const entry = readAuditBody(row.body);
  const kind = kinds.safeParse(entry.event.replace(/^message\./, ''));
  if (!kind.success) return [];
  const { attempt, fault, vendorCode, ruleIds } = details.parse(entry.details);
  return [
    {
      at: row.at.toISOString(),
      step: kind.data,
      ...(kind.data === 'admitted' || kind.data === 'cancelled' ? { actor: entry.actor } : {}),
      ...(attempt === undefined ? {} : { attempt }),
      ...(fault ? { fault } : {}),
      ...(vendorCode ? { vendorCode } : {}),
      ...(ruleIds ? { ruleIds: ruleIds.split(' ') } : {}),
    },
  ];
}
