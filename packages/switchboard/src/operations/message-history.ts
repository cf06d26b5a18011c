import { ButtdialError, type Line, type MessageRecord } from '@buttdial/core';
import { z } from 'zod';
import { admitMessage } from '../admit.ts';
import { compose, type Draft } from '../compose.ts';
import type { Courier } from '../courier.ts';
import { decisionView, viewRecord } from '../decision-view.ts';
import type { Deps } from '../deps.ts';
import { openKept } from '../kept-bodies.ts';
import type { Lines } from '../lines.ts';
import { type Caller, defineOperation } from '../operation.ts';
import type { Outgoing } from '../outgoing.ts';
import { openSent } from '../thread.ts';
import { readTimeline, timelineStep } from '../timeline.ts';
import { agentId, writtenChannels } from './fields.ts';
import { messageScope, messageView, unknownMessage, viewMessage } from './messages.ts';

interface Parts {
  readonly deps: Deps;
  readonly courier: Courier;
  readonly lines: Lines;
}

/** The verbs about the way of one message, and about sending it once more. */
export function messageHistoryOperations(parts: Parts) {
  return { timeline: timeline(parts.deps), resend: resend(parts) };
}

const one = z.object({ id: z.string().min(1).max(64), agentId });

async function find(deps: Deps, input: z.output<typeof one>, principal: Caller['principal']): Promise<MessageRecord> {
  const { organizationId, agentId: owner } = await messageScope(deps, input, principal);
  const message = await deps.store.messages.get(organizationId, input.id);
  if (!message || (owner !== undefined && message.agentId !== owner)) throw unknownMessage();
  return message;
}

function timeline(deps: Deps) {
  return defineOperation({
    name: 'messages.timeline',
    summary: 'Every step of one message: let in, judged, each attempt with what the vendor answered, delivery.',
    access: 'agent',
    readOnly: true,
    rest: { method: 'get', path: '/messages/:id/timeline' },
    input: one,
    output: z.object({
      message: messageView,
      steps: z.array(timelineStep).describe('Oldest first.'),
      decision: decisionView
        .extend({ at: z.string(), packs: z.string().optional() })
        .nullable()
        .describe('Of the last attempt; null before the first.'),
      textKept: z.boolean().describe('The text is still here, so it can be sent again.'),
    }),
    run: async (input, { principal }) => {
      const message = await find(deps, input, principal);
      const [steps, outgoing, kept] = await Promise.all([
        readTimeline(deps, message),
        openSent(deps, message),
        deps.store.privacy.keptBody(message.organizationId, message.id),
      ]);
      return {
        message: viewMessage(message),
        steps: [...steps],
        decision: message.decision?.json ? viewRecord(message.decision) : null,
        textKept: (outgoing ?? kept) !== undefined,
      };
    },
  });
}

const ended: readonly MessageRecord['state'][] = ['failed', 'refused', 'unknown'];

function resend({ deps, courier, lines }: Parts) {
  return defineOperation({
    name: 'messages.resend',
    summary: 'Send a message that did not arrive once more, as a new one, where its text is still kept.',
    access: 'agent',
    readOnly: false,
    rest: { method: 'post', path: '/messages/:id/resend' },
    input: one,
    output: z.object({
      success: z.literal(true),
      id: z.string().describe('Of the new message.'),
      message: messageView,
    }),
    run: async (input, caller) => {
      const message = await find(deps, input, caller.principal);
      if (!ended.includes(message.state))
        throw new ButtdialError('conflict', `The message is ${message.state}: it needs no second one.`, {
          remedy: 'Wait for its end, or write a new message.',
        });
      const scope = { organizationId: message.organizationId, agentId: message.agentId };
      const draft = await draftOf(deps, message);
      const line = await lines.sending(scope, draft.channel);
      await deps.connections.ready?.(scope.organizationId);
      const outgoing = draft.outgoing ? from(draft.outgoing, line.address) : composed(deps, draft, line);
      const sent = await admitMessage(deps, courier, {
        scope,
        line,
        outgoing,
        draft,
        caller,
        // Pressed twice, it is sent once.
        idempotencyKey: `resend ${message.id} ${message.attempt}`,
        sendAt: undefined,
      });
      return { success: true as const, id: sent.id, message: viewMessage(sent) };
    },
  });
}

type Again = Draft & {
  /** As it was, attachments and all, where it has not ended for good. */
  readonly outgoing?: Outgoing;
};

/** What is sent again: what still waits sealed, or else the text that the organization chose to keep. @throws `not-found`. */
async function draftOf(deps: Deps, message: MessageRecord): Promise<Again> {
  const channel = writtenChannels.find(each => each === message.channel);
  const outgoing = await openSent(deps, message);
  const kept = outgoing ? undefined : await deps.store.privacy.keptBody(message.organizationId, message.id);
  if (!channel || message.to === '' || !(outgoing || kept))
    throw new ButtdialError('not-found', 'The text of this message is not kept any more.', {
      remedy: 'Write it again with POST /api/v1/send-message.',
    });
  const content = kept && openKept(deps, kept);
  return {
    channel,
    purpose: message.purpose,
    to: message.to,
    body: content?.text ?? '',
    subject: content?.subject,
    html: content?.html,
    attachments: [],
    ...(outgoing ? { outgoing, ...(outgoing.purposeAssumed ? { purposeAssumed: true } : {}) } : {}),
  };
}

function composed(deps: Deps, draft: Draft, line: Line): Outgoing {
  const connection = deps.connections.get(line.organizationId, line.connection);
  if (connection) return compose(draft, line, connection.provider);
  throw new ButtdialError('unavailable', `The provider "${line.connection}" of this line is not configured.`, {
    remedy: 'Connect it, or write the message again over another channel.',
  });
}

// The line may be another one by now.
function from(outgoing: Outgoing, address: string): Outgoing {
  return outgoing.kind === 'email'
    ? { ...outgoing, email: { ...outgoing.email, from: address } }
    : { ...outgoing, message: { ...outgoing.message, from: address } };
}
