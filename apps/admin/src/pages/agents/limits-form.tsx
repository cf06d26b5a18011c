import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { client } from '../../data/client.ts';
import { type AgentLimits, limitsQuery } from '../../data/queries.ts';
import { useMay } from '../../data/session.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/surface.tsx';
import { say } from '../../ui/toasts.tsx';

type Limits = AgentLimits['currentLimits'];

const whole = ['maxActionsPerMinute', 'maxActionsPerHour', 'maxActionsPerDay', 'maxActionsPerMonth'] as const;
const money = ['maxSpendPerDay', 'maxSpendPerMonth'] as const;
const names = [...whole, ...money, 'maxCallsPerDaySameNumber'] as const;
type Name = (typeof names)[number];

const usedOf: Readonly<Partial<Record<Name, keyof AgentLimits['used']>>> = {
  maxActionsPerMinute: 'actionsLastMinute',
  maxActionsPerHour: 'actionsLastHour',
  maxActionsPerDay: 'actionsToday',
  maxActionsPerMonth: 'actionsThisMonth',
  maxSpendPerDay: 'spendToday',
  maxSpendPerMonth: 'spendThisMonth',
};

/** An agent's caps. A change holds at once, and can be taken back at once. */
export function LimitsForm({ agentId }: { readonly agentId: string }) {
  const limits = useQuery(limitsQuery(agentId));
  if (limits.error) return <Problem error={limits.error} onRetry={() => void limits.refetch()} />;
  if (limits.isPending) return <SkeletonRows count={4} />;
  // Made anew when the caps change elsewhere; use alone does not disturb whoever is typing.
  return <Form key={JSON.stringify(limits.data.currentLimits)} agentId={agentId} limits={limits.data} />;
}

function Form({ agentId, limits }: { readonly agentId: string; readonly limits: AgentLimits }) {
  const words = useWords();
  const formats = useFormats();
  const mayChange = useMay('limits.set');
  const resolver = useMemo(() => zodResolver(schema(words.agents.limitWrong)), [words]);
  const form = useForm({ resolver, defaultValues: written(limits.currentLimits) });
  const change = useChange(agentId, limits);
  const { errors, isDirty } = form.formState;
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={event => void form.handleSubmit(values => change.mutate(read(values)))(event)}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        {names.map(name => {
          const used = usedOf[name];
          const value = used ? limits.used[used] : undefined;
          const write = money.some(each => each === name) ? formats.money : formats.count;
          return (
            <Field
              key={name}
              label={words.agents.limitNames[name]}
              hint={value === undefined ? undefined : words.agents.used(write(value))}
              error={errors[name]?.message}
            >
              {ids => (
                <TextInput
                  {...ids}
                  dir="ltr"
                  inputMode="decimal"
                  placeholder={words.common.unlimited}
                  disabled={!mayChange}
                  className="tabular-nums"
                  {...form.register(name)}
                />
              )}
            </Field>
          );
        })}
      </div>
      {change.error ? <Problem error={change.error} /> : null}
      {mayChange ? (
        <div>
          <Button type="submit" look="primary" disabled={!isDirty || change.isPending}>
            {words.common.save}
          </Button>
        </div>
      ) : null}
    </form>
  );
}

function useChange(agentId: string, before: AgentLimits) {
  const words = useWords();
  const queries = useQueryClient();
  const key = limitsQuery(agentId).queryKey;
  const set = (limits: Limits) => client.limits.set({ agentId, limits });
  return useMutation({
    mutationFn: set,
    onSuccess: ({ currentLimits }) => {
      queries.setQueryData(key, { ...before, currentLimits });
      const undo = () => void set(before.currentLimits).then(() => queries.invalidateQueries({ queryKey: key }));
      say(words.agents.limitsSaved, { forMs: 8_000, action: { label: words.common.undo, run: undo } });
    },
  });
}

function schema(wrong: string) {
  const number = (pattern: RegExp) => z.string().trim().regex(pattern, wrong);
  return z.object(
    Object.fromEntries(
      names.map(name => [
        name,
        number(money.some(each => each === name) ? /^(\d{1,9}(\.\d{1,6})?)?$/ : /^([1-9]\d{0,8})?$/),
      ]),
    ) as Record<Name, z.ZodString>,
  );
}

function written(limits: Limits): Record<Name, string> {
  return Object.fromEntries(names.map(name => [name, limits[name]?.toString() ?? ''])) as Record<Name, string>;
}

function read(values: Record<Name, string>): Limits {
  return Object.fromEntries(names.map(name => [name, values[name] === '' ? null : Number(values[name])]));
}
