import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, OctagonAlert, Rocket } from 'lucide-react';
import { useState } from 'react';
import { entranceQuery } from '../../data/session.ts';
import { reviewQuery, type SetupReview, type SetupView, setup, setupQuery } from '../../data/setup.ts';
import { useWords } from '../../languages/language.tsx';
import { Address } from '../../ui/address.tsx';
import { Button } from '../../ui/button.tsx';
import { Snippet } from '../../ui/copy.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Section, SkeletonRows } from '../../ui/surface.tsx';
import { Next, type StepProps } from './step-parts.tsx';

/** Everything on one page; then it is written, and the server starts. */
export function StartStep({ view, onNext }: StepProps) {
  const words = useWords();
  const review = useQuery(reviewQuery);
  const going = useGoing(view);
  const isOver = view.writtenAt !== undefined && view.isStarted && going.isSuccess;
  const problems = going.data?.problems ?? review.data?.problems ?? [];
  return (
    <>
      <Section title={words.setup.willWrite}>
        {review.error ? <Problem error={review.error} onRetry={() => void review.refetch()} /> : null}
        {review.isPending ? <SkeletonRows count={6} /> : null}
        {review.data ? <Written review={review.data} envFile={view.envFile} /> : null}
      </Section>
      {review.data ? <Verdict problems={problems} /> : null}
      {going.error ? <Problem error={going.error} /> : null}
      {isOver ? (
        <>
          <Over view={view} />
          <Next onNext={onNext} />
        </>
      ) : (
        <Confirm
          view={view}
          busy={going.isPending}
          ready={problems.length === 0 && review.data !== undefined}
          onGo={() => going.mutate()}
        />
      )}
    </>
  );
}

interface ConfirmProps {
  readonly view: SetupView;
  readonly busy: boolean;
  readonly ready: boolean;
  readonly onGo: () => void;
}

function Confirm({ view, busy, ready, onGo }: ConfirmProps) {
  const words = useWords();
  const [isRead, setRead] = useState(false);
  const says = view.mode === 'setup' ? words.setup.writeAndStart : words.setup.write;
  return (
    <div className="grid gap-3">
      <label className="flex items-start gap-2.5">
        <input
          type="checkbox"
          className="mt-0.5 size-4.5 shrink-0 accent-page-deep"
          checked={isRead}
          onChange={event => setRead(event.target.checked)}
        />
        {words.setup.confirm}
      </label>
      <div className="flex justify-end">
        <Button look="primary" disabled={!isRead || busy || !ready} onClick={onGo}>
          <Rocket size={16} aria-hidden="true" />
          {busy ? words.setup.starting : says}
        </Button>
      </div>
    </div>
  );
}

// The server takes the place of the set-up on the same address; whoever set it up is signed in as its operator.
function useGoing(view: SetupView) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (): Promise<SetupReview> => {
      const written = await setup.write();
      if (written.problems.length > 0) return written;
      if (view.mode === 'setup' && !view.isStarted) await setup.start();
      if (view.mode === 'setup') await setup.enter();
      return written;
    },
    onSettled: () =>
      Promise.all(
        [setupQuery, reviewQuery, entranceQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey })),
      ),
  });
}

function Written({ review, envFile }: { readonly review: SetupReview; readonly envFile: string }) {
  const words = useWords();
  return (
    <div className="grid grid-cols-1 gap-3">
      <p className="break-all text-soft text-sm">
        {words.setup.into} <Address>{envFile}</Address>
      </p>
      <dl className="grid grid-cols-1" dir="ltr">
        {review.variables.map(({ name, value, isSecret }) => (
          <div
            key={name}
            className="grid gap-x-4 border-line border-t py-1.5 first:border-t-0 sm:grid-cols-[minmax(0,21rem)_minmax(0,1fr)]"
          >
            <dt className="break-all font-mono text-xs leading-5">{name}</dt>
            <dd className="min-w-0 break-all font-mono text-soft text-xs leading-5">
              {isSecret ? <bdi>•••••• {words.setup.secret}</bdi> : value}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Verdict({ problems }: { readonly problems: readonly string[] }) {
  const words = useWords();
  if (problems.length === 0)
    return (
      <p role="status" className="flex items-center gap-2 font-medium text-done">
        <CircleCheck size={18} aria-hidden="true" />
        {words.setup.allRight}
      </p>
    );
  return (
    <div role="alert" className="flex gap-3 rounded-md border border-wrong/30 bg-wrong-wash p-3 text-sm">
      <OctagonAlert size={18} className="mt-0.5 shrink-0 text-wrong" aria-hidden="true" />
      <div className="min-w-0">
        <p className="font-medium">{words.setup.stillWrong}</p>
        <ul className="grid gap-1 pt-1">
          {problems.map(problem => (
            <li key={problem} className="break-words" dir="auto">
              {problem}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function Over({ view }: { readonly view: SetupView }) {
  const words = useWords();
  return (
    <div role="status" className="grid animate-arrive gap-2 rounded-lg bg-done-wash p-4">
      <p className="flex items-center gap-2 font-semibold text-done">
        <CircleCheck size={18} aria-hidden="true" />
        {view.mode === 'setup' ? words.setup.started : words.setup.written}
      </p>
      {view.mode === 'practice' ? <p>{words.setup.practised}</p> : null}
      {view.mode === 'running' ? (
        <>
          <p>{words.setup.restart}</p>
          <Snippet text="npm run serve" />
        </>
      ) : null}
    </div>
  );
}
