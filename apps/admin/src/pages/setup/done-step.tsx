import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { reviewQuery, setup, setupQuery } from '../../data/setup.ts';
import { useWords } from '../../languages/language.tsx';
import { Address } from '../../ui/address.tsx';
import { Button } from '../../ui/button.tsx';
import { Snippet } from '../../ui/copy.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Section, SkeletonRows } from '../../ui/surface.tsx';
import { Connect } from '../agents/connect.tsx';
import { keptToken } from './first-token.ts';
import type { StepProps } from './step-parts.tsx';

/** What was made, and how to connect to it. */
export function DoneStep({ view }: StepProps) {
  const words = useWords();
  const token = keptToken(view.firstAgent);
  const finishing = useFinish();
  return (
    <>
      <p className="flex items-center gap-2 font-semibold text-done text-lg">
        <CircleCheck size={20} aria-hidden="true" />
        {words.setup.started}
      </p>
      <Section title={words.agents.connect}>
        <Connect {...(token === undefined ? {} : { token })} />
        {token === undefined && view.firstAgent !== undefined ? (
          <p className="mt-3 text-soft text-sm">
            {words.setup.tokenGone}{' '}
            <Link to="/agents/$agentId" params={{ agentId: view.firstAgent }} className="underline">
              {view.firstAgent}
            </Link>
          </p>
        ) : null}
      </Section>
      <Section title={words.setup.checks.names.file}>
        <EnvFile envFile={view.envFile} />
      </Section>
      {finishing.error ? <Problem error={finishing.error} /> : null}
      <div className="flex justify-end">
        <Button look="primary" disabled={finishing.isPending} onClick={() => finishing.mutate()}>
          {words.setup.finish}
        </Button>
      </div>
    </>
  );
}

function useFinish() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => setup.finish(),
    onSuccess: async () => {
      await navigate({ to: '/console' });
      queries.removeQueries({ queryKey: setupQuery.queryKey });
    },
  });
}

function EnvFile({ envFile }: { readonly envFile: string }) {
  const words = useWords();
  const review = useQuery(reviewQuery);
  if (review.error) return <Problem error={review.error} onRetry={() => void review.refetch()} />;
  if (!review.data) return <SkeletonRows count={4} />;
  const text = review.data.variables
    .map(({ name, value, isSecret }) => (isSecret ? `${name}=   # ${words.setup.secret}` : `${name}=${value ?? ''}`))
    .join('\n');
  return (
    <div className="grid grid-cols-1 gap-3">
      <p className="break-all text-soft text-sm">
        <Address>{envFile}</Address>
      </p>
      <Snippet text={text} />
      <p className="text-soft text-sm">
        {words.setup.signInWith} <Address>ORCHESTRATOR_SECURITY_TOKEN</Address>.
      </p>
    </div>
  );
}
