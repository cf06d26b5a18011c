import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, Clock, OctagonAlert, RotateCw } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { checksQuery, type SetupCheck, setup, setupQuery } from '../../data/setup.ts';
import { useWords } from '../../languages/language.tsx';
import { Address } from '../../ui/address.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Field, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Section, SkeletonRows } from '../../ui/surface.tsx';
import { Fixed, Next, type StepProps } from './step-parts.tsx';

/** What the machine has, and where the world finds it. */
export function SurroundingsStep({ view, onNext }: StepProps) {
  const words = useWords();
  const checks = useQuery(checksQuery);
  return (
    <>
      <Section
        title={words.setup.steps.surroundings}
        actions={
          <Button small disabled={checks.isFetching} onClick={() => void checks.refetch()}>
            <RotateCw size={14} aria-hidden="true" />
            {words.setup.checks.again}
          </Button>
        }
      >
        {checks.error ? <Problem error={checks.error} onRetry={() => void checks.refetch()} /> : null}
        {checks.isPending ? <SkeletonRows count={6} /> : null}
        <ul className="grid grid-cols-1">
          {checks.data?.map(check => (
            <CheckRow key={check.name} check={check} />
          ))}
        </ul>
      </Section>
      <Section title={words.setup.publicUrl} lead={words.setup.publicUrlHint}>
        <PublicUrl view={view} />
      </Section>
      <Next onNext={onNext} disabled={view.values.WEBHOOK_BASE_URL === ''} />
    </>
  );
}

const looks = {
  done: { icon: Check, tone: 'bg-done-wash text-done' },
  waiting: { icon: Clock, tone: 'bg-waiting-wash text-waiting' },
  wrong: { icon: OctagonAlert, tone: 'bg-wrong-wash text-wrong' },
} as const;

function CheckRow({ check }: { readonly check: SetupCheck }) {
  const words = useWords();
  const { icon: Icon, tone } = looks[check.state];
  return (
    <li
      data-check={check.name}
      data-state={check.state}
      className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-3 border-line border-t py-2.5 first:border-t-0 first:pt-0"
    >
      <span className={classNames('grid size-7 place-items-center rounded-full', tone)}>
        <Icon size={15} aria-label={words.setup.checks.states[check.state]} role="img" />
      </span>
      <span className="min-w-0">
        <span className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{words.setup.checks.names[check.name]}</span>
          {check.found ? (
            <span className="min-w-0 break-all text-soft text-sm">
              <Address>{check.found}</Address>
            </span>
          ) : null}
        </span>
        <span className="block text-soft text-sm">{words.setup.checks.reasons[`${check.name} ${check.reason}`]}</span>
      </span>
    </li>
  );
}

function PublicUrl({ view }: Pick<StepProps, 'view'>) {
  const words = useWords();
  const queries = useQueryClient();
  const isFixed = view.fixed.includes('WEBHOOK_BASE_URL');
  const [url, setUrl] = useState(view.values.WEBHOOK_BASE_URL ?? '');
  const saving = useMutation({
    mutationFn: (value: string) => setup.change({ WEBHOOK_BASE_URL: value.trim().replace(/\/$/, '') }),
    onSuccess: async ({ view: next }) => {
      queries.setQueryData(setupQuery.queryKey, next);
      await queries.invalidateQueries({ queryKey: checksQuery.queryKey });
    },
  });
  const [wrong] = saving.data?.problems ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate(url);
  };
  if (isFixed) return <Fixed names={['WEBHOOK_BASE_URL']} />;
  return (
    <form noValidate onSubmit={submit} className="grid grid-cols-1 gap-3">
      <Field label={words.setup.publicUrl} error={wrong?.message}>
        {ids => (
          <TextInput
            {...ids}
            dir="ltr"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            placeholder="https://phone.example.com"
            value={url}
            onChange={event => setUrl(event.target.value)}
          />
        )}
      </Field>
      {saving.error ? <Problem error={saving.error} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" disabled={saving.isPending || url.trim() === ''}>
          {words.setup.tryIt}
        </Button>
        <Button
          look="quiet"
          onClick={() => {
            setUrl(location.origin);
            saving.mutate(location.origin);
          }}
        >
          {words.setup.useThis}
        </Button>
      </div>
    </form>
  );
}
