import { CircleCheck, Clock, ShieldBan } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords } from '../../languages/language.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Time } from '../../ui/time.tsx';

/** A decision as the server tells it, of a message or of a question. */
export interface Decision {
  readonly effect: 'allow' | 'require' | 'deny';
  readonly reasons: readonly {
    readonly ruleId: string;
    readonly citation: string;
    readonly message: string;
    readonly remedy: string;
  }[];
  readonly alsoRequired?: readonly Readonly<Record<string, unknown>>[];
  readonly obligations: readonly Readonly<Record<string, unknown>>[];
  readonly nextAllowedAt?: string;
  readonly jurisdictions: readonly string[];
}

const looks = {
  allow: { icon: CircleCheck, tone: 'border-done/30 bg-done-wash', mark: 'text-done', says: 'allowed' },
  require: { icon: Clock, tone: 'border-waiting/30 bg-waiting-wash', mark: 'text-waiting', says: 'required' },
  deny: { icon: ShieldBan, tone: 'border-wrong/30 bg-wrong-wash', mark: 'text-wrong', says: 'denied' },
} as const;

/** Yes or no, every rule behind a no with its law and its cure, and what a yes has to carry. */
export function Judgement({ decision, title }: { readonly decision: Decision; readonly title?: ReactNode }) {
  const words = useWords();
  const { icon: Icon, tone, mark, says } = looks[decision.effect];
  const { reasons, obligations, nextAllowedAt, jurisdictions } = decision;
  return (
    <div className={classNames('grid grid-cols-1 gap-3 rounded-md border p-3', tone)}>
      <p className="inline-flex items-center gap-2 font-medium">
        <Icon size={18} className={classNames('shrink-0', mark)} aria-hidden="true" />
        {title ?? words.messages[says]}
      </p>
      {reasons.map(reason => (
        <div key={reason.ruleId} className="grid gap-1 border-line border-t pt-2 text-sm">
          <p dir="auto">{reason.message}</p>
          {reason.remedy ? (
            <p dir="auto">
              <span className="font-medium">{words.messages.remedy}: </span>
              {reason.remedy}
            </p>
          ) : null}
          <p className="text-soft">
            <span className="font-mono text-xs">{reason.ruleId}</span> · <bdi>{reason.citation}</bdi>
          </p>
        </div>
      ))}
      {nextAllowedAt ? (
        <p className="text-sm">
          <span className="font-medium">{words.errors.nextAllowed}: </span>
          <Time at={nextAllowedAt} look="full" />
        </p>
      ) : null}
      {obligations.length > 0 && decision.effect === 'allow' ? <Owed obligations={obligations} /> : null}
      {jurisdictions.length > 0 ? (
        <p className="text-soft text-sm">
          {words.messages.places} <span className="font-mono text-xs">{jurisdictions.join(', ')}</span>
        </p>
      ) : null}
    </div>
  );
}

function Owed({ obligations }: Pick<Decision, 'obligations'>) {
  const words = useWords();
  return (
    <div className="text-sm">
      <p className="font-medium">{words.messages.owed}</p>
      <ul className="ms-4 list-disc">
        {obligations.map(({ ruleId, instruction }) => (
          <li key={String(ruleId)}>
            {typeof instruction === 'string' ? <span dir="auto">{instruction} </span> : null}
            <span className="font-mono text-soft text-xs">{String(ruleId)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
