import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type UseFormReturn, useForm } from 'react-hook-form';
import { setup, setupQuery } from '../../data/setup.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Section } from '../../ui/surface.tsx';
import { Fixed, type StepProps } from './step-parts.tsx';

const caps = {
  DEFAULT_MAX_ACTIONS_PER_MINUTE: 'maxActionsPerMinute',
  DEFAULT_MAX_ACTIONS_PER_HOUR: 'maxActionsPerHour',
  DEFAULT_MAX_ACTIONS_PER_DAY: 'maxActionsPerDay',
  DEFAULT_MAX_SPEND_PER_DAY: 'maxSpendPerDay',
  DEFAULT_MAX_SPEND_PER_MONTH: 'maxSpendPerMonth',
  DEFAULT_MAX_CALLS_PER_DAY_SAME_NUMBER: 'maxCallsPerDaySameNumber',
} as const;
const names = [
  'EMAIL_DEFAULT_DOMAIN',
  'INITIAL_AGENT_POOL_SIZE',
  ...(Object.keys(caps) as (keyof typeof caps)[]),
  'POSTAL_ADDRESS',
  'CALL_ALLOW_PREFIXES',
] as const;
type Name = (typeof names)[number];
type Values = Record<Name, string> & { a2p: boolean };
const a2pName = 'A2P_10DLC_REGISTERED';

/** What a new agent may do, how many there may be, and what the law must know. */
export function LimitsStep({ view, onNext }: StepProps) {
  const words = useWords();
  const form = useForm<Values>({
    defaultValues: {
      ...(Object.fromEntries(names.map(name => [name, view.values[name] ?? ''])) as Record<Name, string>),
      a2p: view.values[a2pName] === 'true',
    },
  });
  const saving = useSaving(view, form, onNext);
  const part = { form, fixed: view.fixed };
  return (
    <form
      noValidate
      className="grid grid-cols-1 gap-4"
      onSubmit={event => void form.handleSubmit(values => saving.mutate(values))(event)}
    >
      <Section title={words.setup.steps.limits} lead={words.setup.zeroLifts}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Line {...part} name="INITIAL_AGENT_POOL_SIZE" label={words.setup.poolSize} />
          {Object.entries(caps).map(([name, word]) => (
            <Line {...part} key={name} name={name as Name} label={words.agents.limitNames[word] ?? word} />
          ))}
        </div>
      </Section>
      <Section title={words.setup.emailDomain} lead={words.setup.emailDomainHint}>
        <Line {...part} name="EMAIL_DEFAULT_DOMAIN" label={words.setup.emailDomain} />
      </Section>
      <Law {...part} />
      <Fixed names={view.fixed} />
      {saving.error ? <Problem error={saving.error} /> : null}
      <div className="flex justify-end">
        <Button type="submit" look="primary" disabled={saving.isPending}>
          {words.setup.next}
        </Button>
      </div>
    </form>
  );
}

function useSaving(view: StepProps['view'], form: UseFormReturn<Values>, onSaved: () => void) {
  const queries = useQueryClient();
  const saving = useMutation({
    mutationFn: (values: Values) => setup.change(changed(values, view.fixed)),
    onSuccess: ({ view: next, problems }) => {
      queries.setQueryData(setupQuery.queryKey, next);
      if (problems.length === 0) onSaved();
    },
  });
  const { setError } = form;
  const problems = saving.data?.problems;
  useEffect(() => {
    for (const { field, message } of problems ?? []) setError(field as Name, { message });
  }, [problems, setError]);
  return saving;
}

interface PartProps {
  readonly form: UseFormReturn<Values>;
  readonly fixed: readonly string[];
}

function Law(part: PartProps) {
  const words = useWords();
  const { form, fixed } = part;
  return (
    <Section title={words.setup.law}>
      <div className="grid grid-cols-1 gap-4">
        <label className="flex items-start gap-2.5">
          <input
            type="checkbox"
            className="mt-0.5 size-4.5 shrink-0 accent-page-deep"
            disabled={fixed.includes(a2pName)}
            {...form.register('a2p')}
          />
          <span>
            {words.setup.a2p}
            <span className="block text-soft text-sm">{words.setup.a2pHint}</span>
          </span>
        </label>
        <Line {...part} name="POSTAL_ADDRESS" label={words.setup.postalAddress} hint={words.setup.postalAddressHint} />
        <Line
          {...part}
          name="CALL_ALLOW_PREFIXES"
          label={words.setup.callPrefixes}
          hint={words.setup.callPrefixesHint}
        />
      </div>
    </Section>
  );
}

// What the environment sets is not sent: the wizard could not change it.
function changed({ a2p, ...values }: Values, fixed: readonly string[]): Record<string, string> {
  const all: Record<string, string> = { ...values, [a2pName]: String(a2p) };
  return Object.fromEntries(
    Object.entries(all)
      .filter(([name]) => !fixed.includes(name))
      .map(([name, value]) => [name, value.trim()]),
  );
}

interface LineProps extends PartProps {
  readonly name: Name;
  readonly label: string;
  readonly hint?: string;
}

function Line({ form, name, label, hint, fixed }: LineProps) {
  const isNumber = name.startsWith('DEFAULT_') || name.startsWith('INITIAL_');
  return (
    <Field label={label} hint={hint} error={form.formState.errors[name]?.message}>
      {ids => (
        <TextInput
          {...ids}
          dir={name === 'POSTAL_ADDRESS' ? 'auto' : 'ltr'}
          inputMode={isNumber ? 'decimal' : 'text'}
          autoComplete="off"
          className={isNumber ? 'tabular-nums' : ''}
          disabled={fixed.includes(name)}
          {...form.register(name)}
        />
      )}
    </Field>
  );
}
