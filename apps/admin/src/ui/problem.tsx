import { type ApiError, isApiError } from '@buttdial/client';
import { OctagonAlert } from 'lucide-react';
import type { Words } from '../languages/en.ts';
import { useWords } from '../languages/language.tsx';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { Time } from './time.tsx';

/** What went wrong, what to do about it, and which law or rule said no. */
export function Problem({
  error,
  onRetry,
  className,
}: {
  readonly error: unknown;
  readonly onRetry?: () => void;
  readonly className?: string;
}) {
  const words = useWords();
  const { message, remedy, known } = explain(error, words);
  return (
    <div
      role="alert"
      className={classNames('flex gap-3 rounded-md border border-wrong/30 bg-wrong-wash p-3 text-sm', className)}
    >
      <OctagonAlert size={18} className="mt-0.5 shrink-0 text-wrong" aria-hidden="true" />
      <div className="grid min-w-0 flex-1 gap-1">
        <p className="font-medium">{message}</p>
        {remedy ? <p>{remedy}</p> : null}
        {known ? <Law error={known} /> : null}
        {known?.requestId ? (
          <p className="text-soft text-xs">
            {words.errors.ask} <span className="font-mono">{known.requestId}</span>
          </p>
        ) : null}
        {onRetry ? (
          <div className="mt-1">
            <Button small onClick={onRetry}>
              {words.common.retry}
            </Button>
          </div>
        ) : null}
      </div>
    </div>
  );
}

function Law({ error }: { readonly error: ApiError }) {
  const words = useWords();
  return (
    <>
      {error.ruleIds.length > 0 ? (
        <p>
          {words.errors.rules}: <span className="font-mono text-xs">{error.ruleIds.join(', ')}</span>
        </p>
      ) : null}
      {error.citations.map(citation => (
        <p key={citation} className="text-soft">
          {citation}
        </p>
      ))}
      {error.nextAllowedAt ? (
        <p>
          {words.errors.nextAllowed}: <Time at={error.nextAllowedAt} look="full" />
        </p>
      ) : null}
    </>
  );
}

/** An error in the person's words where there are some, in the server's where not. */
export function explain(
  error: unknown,
  words: Words,
): { readonly message: string; readonly remedy: string | undefined; readonly known: ApiError | undefined } {
  const known = isApiError(error) ? error : undefined;
  if (!known) return { message: words.shell.broken, remedy: words.shell.brokenRemedy, known };
  if (known.code === 'unreachable' || known.code === 'timed-out')
    return { message: words.errors.unreachable, remedy: words.errors.unreachableRemedy, known };
  if (known.code === 'unauthenticated')
    return { message: words.errors.unauthenticated, remedy: words.errors.unauthenticatedRemedy, known };
  return { message: known.message, remedy: known.remedy, known };
}
