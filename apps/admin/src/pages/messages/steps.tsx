import {
  CheckCheck,
  CircleDashed,
  CircleHelp,
  Clock,
  type LucideIcon,
  OctagonAlert,
  RotateCcw,
  Send,
  ShieldBan,
} from 'lucide-react';
import type { Timeline } from '../../data/lists.ts';
import { useWords } from '../../languages/language.tsx';
import { washes } from '../../ui/badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Time } from '../../ui/time.tsx';

interface Step {
  readonly at: string;
  readonly step: Timeline['steps'][number]['step'] | 'due';
  readonly attempt?: number;
  readonly fault?: string;
  readonly vendorCode?: string;
  readonly ruleIds?: readonly string[];
}

const looks: Readonly<Record<Step['step'], { readonly icon: LucideIcon; readonly tone: keyof typeof washes }>> = {
  admitted: { icon: CircleDashed, tone: 'quiet' },
  sent: { icon: Send, tone: 'moving' },
  retry: { icon: RotateCcw, tone: 'waiting' },
  deferred: { icon: Clock, tone: 'waiting' },
  refused: { icon: ShieldBan, tone: 'wrong' },
  failed: { icon: OctagonAlert, tone: 'wrong' },
  unknown: { icon: CircleHelp, tone: 'waiting' },
  cancelled: { icon: ShieldBan, tone: 'quiet' },
  delivered: { icon: CheckCheck, tone: 'done' },
  undelivered: { icon: OctagonAlert, tone: 'wrong' },
  due: { icon: Clock, tone: 'waiting' },
};

/** A message's way: let in, judged, every attempt with what the vendor answered, delivery. */
export function Steps({ timeline: { message, steps } }: { readonly timeline: Timeline }) {
  const words = useWords();
  const waits = message.status === 'queued' || message.status === 'deferred';
  const shown: readonly Step[] = waits ? [...steps, { step: 'due', at: message.dueAt }] : steps;
  return (
    <ol className="grid">
      {shown.map((step, index) => (
        <li key={`${step.at} ${step.step}`} className="relative flex gap-3 pb-4 last:pb-0">
          {index < shown.length - 1 ? (
            <span aria-hidden="true" className="absolute start-[0.8125rem] top-7 bottom-0 w-0.5 bg-line" />
          ) : null}
          <StepMark step={step.step} />
          <div className="min-w-0 flex-1 pt-0.5">
            <p className="flex items-baseline justify-between gap-3">
              <span className="font-medium">
                {words.messages.steps[step.step]}
                {step.attempt && step.attempt > 1 ? (
                  <span className="font-normal text-soft"> · {words.messages.attempt(step.attempt)}</span>
                ) : null}
              </span>
              <span className="text-soft text-sm">
                <Time at={step.at} look="exact" />
              </span>
            </p>
            <Answer step={step} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function StepMark({ step }: { readonly step: Step['step'] }) {
  const { icon: Icon, tone } = looks[step];
  return (
    <span className={classNames('grid size-7 shrink-0 place-items-center rounded-full', washes[tone])}>
      <Icon size={15} aria-hidden="true" />
    </span>
  );
}

/** What the vendor or the judge said at this step. */
function Answer({ step: { fault, vendorCode, ruleIds } }: { readonly step: Step }) {
  const words = useWords();
  if (!fault && !ruleIds) return null;
  return (
    <p className="text-soft text-sm">
      {fault ? (words.messages.faults[fault] ?? fault) : null}
      {vendorCode ? (
        <span className="font-mono text-xs">
          {' '}
          ({words.messages.vendorCode} {vendorCode})
        </span>
      ) : null}
      {ruleIds ? <span className="font-mono text-xs">{ruleIds.join(', ')}</span> : null}
    </p>
  );
}
