import { type Agent, ButtdialError, type Limits, type LimitUse, type Line } from '@buttdial/core';
import { z } from 'zod';
import type { Draft } from './compose.ts';
import { contactKey } from './contacts.ts';
import { decisionView, viewJudgement } from './decision-view.ts';
import type { Deps } from './deps.ts';
import { factsQueryOf, intentOf, senderOf } from './exit.ts';
import { type Outgoing, textOf } from './outgoing.ts';
import { screenOutgoing } from './screening.ts';

const left = z.number().nullable();

/** Everything that would decide about a message, without anything being stored or sent. */
export const dryRunView = z.object({
  allowed: z.boolean().describe('Law and limits would let it out now (or at sendAt).'),
  decision: decisionView,
  price: z.object({ max: z.number(), currency: z.string() }).describe('The most it can cost.'),
  line: z.object({ address: z.string(), provider: z.string() }),
  limitsLeft: z
    .object({
      actionsThisMinute: left,
      actionsThisHour: left,
      actionsToday: left,
      actionsThisMonth: left,
      spendToday: left,
      spendThisMonth: left,
    })
    .describe('null: no cap.'),
});

/** A dry run's answer. */
export interface DryRun {
  readonly to: string;
  readonly view: z.output<typeof dryRunView>;
}

/** A composed message that will not be sent. */
export interface Composed {
  readonly agent: Agent;
  readonly line: Line;
  readonly outgoing: Outgoing;
  readonly draft: Draft;
  readonly sendAt: Date | undefined;
}

/** Judges a message exactly as the exit would, and says what it would cost. @throws `forbidden` when the channel is blocked. */
export async function dryRun(deps: Deps, composed: Composed): Promise<DryRun> {
  const { agent, line, outgoing, draft } = composed;
  if (agent.blockedChannels.includes(draft.channel))
    throw new ButtdialError('forbidden', `The channel ${draft.channel} is blocked for this agent.`, {
      field: 'channel',
      remedy: 'Ask the organization to unblock it, or use another channel.',
    });
  const { store, runtime } = deps;
  const [judgement, limits, use] = await Promise.all([
    judged(deps, composed),
    store.limits.get(agent.organizationId, agent.id),
    store.limits.use(agent.organizationId, runtime.now(), agent.id),
  ]);
  const max = deps.quote({ channel: draft.channel, to: draft.to, text: textOf(outgoing) }) / 1_000_000;
  const limitsLeft = leftOf(limits, use);
  const { spendToday, spendThisMonth, ...actions } = limitsLeft;
  const within =
    Object.values(actions).every(count => count === null || count > 0) &&
    [spendToday, spendThisMonth].every(amount => amount === null || amount >= max);
  return {
    to: draft.to,
    view: {
      allowed: judgement.effect === 'allow' && within,
      decision: judgement,
      price: { max, currency: 'USD' },
      line: { address: line.address, provider: line.connection },
      limitsLeft,
    },
  };
}

async function judged(deps: Deps, { agent, line, outgoing, draft, sendAt }: Composed) {
  const { organizationId } = agent;
  const now = sendAt ?? deps.runtime.now();
  const item = {
    organizationId,
    agentId: agent.id,
    channel: draft.channel,
    purpose: draft.purpose,
    from: line.address,
    to: draft.to,
    contactKey: contactKey(deps.sealer, organizationId, { channel: draft.channel, address: draft.to }),
  };
  const screened = await screenOutgoing(deps, outgoing);
  if (screened === 'held')
    throw new ButtdialError('unavailable', 'The content moderator does not answer.', { remedy: 'Try again later.' });
  const sender = await senderOf(deps, item);
  const facts = await deps.store.facts(factsQueryOf(item, now));
  return viewJudgement(deps.judge(intentOf(item, outgoing, { flags: screened.flags, sender }), facts, now));
}

function leftOf(limits: Limits, use: LimitUse): DryRun['view']['limitsLeft'] {
  const rest = (max: number | null | undefined, used: number) =>
    max === null || max === undefined ? null : Math.max(0, max - used);
  const dollars = (micros: number | null) => (micros === null ? null : micros / 1_000_000);
  return {
    actionsThisMinute: rest(limits.maxActionsPerMinute, use.actionsLastMinute),
    actionsThisHour: rest(limits.maxActionsPerHour, use.actionsLastHour),
    actionsToday: rest(limits.maxActionsPerDay, use.actionsToday),
    actionsThisMonth: rest(limits.maxActionsPerMonth, use.actionsThisMonth),
    spendToday: dollars(rest(limits.maxSpendMicrosPerDay, use.spendTodayMicros)),
    spendThisMonth: dollars(rest(limits.maxSpendMicrosPerMonth, use.spendThisMonthMicros)),
  };
}
