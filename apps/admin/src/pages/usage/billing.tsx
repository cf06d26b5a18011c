import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { client } from '../../data/client.ts';
import { billingQuery } from '../../data/lists.ts';
import { useMay } from '../../data/session.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { Address } from '../../ui/address.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Section, SkeletonRows } from '../../ui/surface.tsx';
import { say } from '../../ui/toasts.tsx';

const tiers = ['free', 'starter', 'pro', 'enterprise'] as const;
type Bill = NonNullable<Awaited<ReturnType<typeof client.billing.get>>['agents']>[number];

/** What each agent cost at vendors, and what is billed for it. */
export function Billing() {
  const words = useWords();
  const { data, error, refetch, isPending } = useQuery(billingQuery);
  const [changing, setChanging] = useState<Bill>();
  return (
    <Section title={words.billing.agents} lead={words.billing.agentsLead}>
      {error ? <Problem error={error} onRetry={() => void refetch()} /> : null}
      {isPending ? <SkeletonRows count={3} /> : null}
      <ul className="grid">
        {data?.agents?.map(bill => (
          <BillRow key={bill.agentId} bill={bill} onChange={() => setChanging(bill)} />
        ))}
      </ul>
      <Dialog
        open={changing !== undefined}
        onClose={() => setChanging(undefined)}
        title={words.billing.changeTitle(changing?.agentId ?? '')}
      >
        {changing ? <BillingForm bill={changing} onDone={() => setChanging(undefined)} /> : null}
      </Dialog>
    </Section>
  );
}

function BillRow({ bill, onChange }: { readonly bill: Bill; readonly onChange: () => void }) {
  const words = useWords();
  const formats = useFormats();
  const mayChange = useMay('billing.set');
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-t py-2.5 first:border-t-0">
      <span className="min-w-0 flex-1">
        <Address className="block truncate">{bill.agentId}</Address>
        <span className="text-soft text-sm">
          {words.billing.tiers[bill.tier]} · {words.billing.markup} {bill.markupPercent} %
        </span>
      </span>
      <span className="text-end text-sm tabular-nums">
        <span className="block text-soft">
          {words.billing.vendorCost} {formats.money(bill.providerCost)}
        </span>
        <span className="block font-medium">
          {words.billing.billed} {formats.money(bill.billingCost)}
        </span>
      </span>
      {mayChange ? (
        <Button small onClick={onChange} aria-label={`${words.billing.change}: ${bill.agentId}`}>
          {words.billing.change}
        </Button>
      ) : null}
    </li>
  );
}

function BillingForm({ bill, onDone }: { readonly bill: Bill; readonly onDone: () => void }) {
  const words = useWords();
  const queries = useQueryClient();
  const resolver = useMemo(() => zodResolver(schema(words.billing)), [words]);
  const { tier, markupPercent, billingConfig } = bill;
  const form = useForm({
    resolver,
    defaultValues: { tier, markup: String(markupPercent), email: billingConfig.billingEmail ?? '' },
  });
  const { errors } = form.formState;
  const changing = useMutation({
    mutationFn: (values: z.output<ReturnType<typeof schema>>) =>
      client.billing.set({
        agentId: bill.agentId,
        ...(values.tier === tier ? {} : { tier: values.tier }),
        markupPercent: Number(values.markup),
        ...(values.email ? { billingEmail: values.email } : {}),
      }),
    onSuccess: async () => {
      await Promise.all(['usage', 'limits'].map(room => queries.invalidateQueries({ queryKey: [room] })));
      say(words.billing.saved);
      onDone();
    },
  });
  return (
    <form
      noValidate
      className="grid grid-cols-1 gap-4"
      onSubmit={event => void form.handleSubmit(values => changing.mutate(values))(event)}
    >
      <p className="text-soft">{words.billing.changeLead}</p>
      <Field label={words.billing.tier}>
        {ids => (
          <Select {...ids} {...form.register('tier')}>
            {tiers.map(each => (
              <option key={each} value={each}>
                {words.billing.tiers[each]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={words.billing.markupField} error={errors.markup?.message}>
        {ids => <TextInput {...ids} dir="ltr" inputMode="decimal" {...form.register('markup')} />}
      </Field>
      <Field label={words.billing.email} hint={words.common.optional} error={errors.email?.message}>
        {ids => <TextInput {...ids} dir="ltr" type="email" autoComplete="off" {...form.register('email')} />}
      </Field>
      {changing.error ? <Problem error={changing.error} /> : null}
      <Button type="submit" look="primary" disabled={changing.isPending}>
        {words.common.save}
      </Button>
    </form>
  );
}

function schema(words: { readonly markupWrong: string; readonly emailWrong: string }) {
  return z.object({
    tier: z.enum(tiers),
    markup: z
      .string()
      .trim()
      .regex(/^\d{1,3}(\.\d{1,2})?$/, words.markupWrong)
      .refine(text => Number(text) <= 500, words.markupWrong),
    email: z.union([z.literal(''), z.email(words.emailWrong)]),
  });
}
