import type { Agent, MessageRecord } from '@buttdial/core';
import type { Aside } from './beside.ts';
import { copyCall } from './call-mirrors.ts';
import type { Deps } from './deps.ts';
import { decodeInbound } from './inbound-body.ts';
import { keepBody } from './kept-bodies.ts';
import { copyEmail, copySms } from './mirrors.ts';
import { type Outgoing, textOf } from './outgoing.ts';
import { createSwitches, type Switched } from './switches.ts';

/** So many things may be under way at once; what comes on top is left undone and counted. */
const mostUnderWay = 1_000;

/** Does it in the background, in this process. */
export function createAside(deps: Deps): Aside {
  const switches = createSwitches(deps);
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();

  /** Most traffic concerns nobody: that is found out without waiting, and without a promise. */
  function run(who: Concerned, work: (concerns: Concerns) => readonly Promise<unknown>[]): void {
    const known = switches.known();
    if (known && !concernsOf(known, who)) return;
    if (underWay.size >= mostUnderWay) {
      deps.metrics.count('buttdial_aside_dropped_total');
      return;
    }
    const job = (async () => {
      const concerns = concernsOf(known ?? (await switches.read()), who);
      if (concerns) await Promise.all(work(concerns));
    })()
      .catch((error: unknown) => {
        deps.metrics.count('buttdial_aside_failed_total');
        deps.runtime.log.warn('aside.failed', { error: error instanceof Error ? error.name : typeof error });
      })
      .finally(() => underWay.delete(job));
    underWay.add(job);
  }

  return {
    sent: (message, outgoing) =>
      run(message, ({ agent, keepDays }) => [
        ...(agent ? copiesOf(deps, { agent, message, outgoing, signal: stopping.signal }) : []),
        // A one-time code has no business in an archive.
        ...(keepDays === undefined || message.purpose === 'otp'
          ? []
          : [keepBody(deps, { ...message, direction: 'out', at: message.updatedAt, keepDays }, contentOf(outgoing))]),
      ]),
    received: (organizationId, entries) => {
      for (const entry of entries)
        run({ organizationId, agentId: entry.agentId }, ({ agent, keepDays }) => {
          const body = decodeInbound(deps.sealer.open(entry.sealed, entry.id));
          const message = { ...entry, organizationId, direction: 'in' as const, at: entry.receivedAt };
          return [
            ...(agent ? [copySms(deps, { agent, signal: stopping.signal }, { ...message, text: body.text })] : []),
            ...(keepDays === undefined ? [] : [keepBody(deps, { ...message, keepDays }, body)]),
          ];
        });
    },
    ended: call => run(call, ({ agent }) => (agent ? [copyCall(deps, { agent, signal: stopping.signal }, call)] : [])),
    stop: async () => {
      stopping.abort();
      switches.close();
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

interface Concerned {
  readonly organizationId: string;
  readonly agentId: string;
}

/** What is to be done about somebody's traffic. */
interface Concerns {
  readonly agent: Agent | undefined;
  readonly keepDays: number | undefined;
}

function concernsOf(switched: Switched, { organizationId, agentId }: Concerned): Concerns | undefined {
  const agent = switched.duplicating.get(agentId);
  const keepDays = switched.keepingDays.get(organizationId);
  return agent || keepDays !== undefined ? { agent, keepDays } : undefined;
}

interface Leaving {
  readonly agent: Agent;
  readonly message: MessageRecord;
  readonly outgoing: Outgoing;
  readonly signal: AbortSignal;
}

function copiesOf(deps: Deps, { agent, message, outgoing, signal }: Leaving): readonly Promise<unknown>[] {
  if (message.purpose === 'otp') return [];
  if (outgoing.kind === 'email') return [copyEmail(deps, { agent, signal }, { message, email: outgoing.email })];
  const sms = { ...message, direction: 'out' as const, at: message.updatedAt, text: textOf(outgoing) };
  return [copySms(deps, { agent, signal }, sms)];
}

function contentOf(outgoing: Outgoing) {
  const { subject, html } = outgoing.kind === 'email' ? outgoing.email : {};
  return {
    text: textOf(outgoing),
    ...(subject === undefined ? {} : { subject }),
    ...(html === undefined ? {} : { html }),
  };
}
