import type { Output } from '@buttdial/client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type UseFormReturn, useForm } from 'react-hook-form';
import { z } from 'zod';
import { client } from '../../data/client.ts';
import type { Words } from '../../languages/en.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Connect } from './connect.tsx';
import { TokenOnce } from './token-once.tsx';

const schema = (words: Words) =>
  z
    .object({
      displayName: z.string().trim().min(1, words.agents.nameEmpty).max(100),
      agentId: z
        .string()
        .trim()
        .regex(/^([a-zA-Z0-9][\w.-]{0,63})?$/, words.agents.idWrong),
      greeting: z.string().trim().max(1000),
      phone: z.boolean(),
      whatsapp: z.boolean(),
      email: z.boolean(),
    })
    .refine(made => made.phone || made.whatsapp || made.email, { path: ['email'], message: words.agents.capNone });
type Draft = z.output<ReturnType<typeof schema>>;

const empty: Draft = { displayName: '', agentId: '', greeting: '', phone: true, whatsapp: false, email: true };

/** Makes an agent, and shows its token this once. */
export function NewAgentSheet({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const words = useWords();
  const queries = useQueryClient();
  const making = useMutation({
    mutationFn: ({ displayName, agentId, greeting, ...capabilities }: Draft) =>
      client.agents.provision({
        displayName,
        capabilities: { ...capabilities, voiceAi: false },
        ...(agentId ? { agentId } : {}),
        ...(greeting ? { greeting } : {}),
      }),
    onSuccess: () => Promise.all([['agents'], ['lines']].map(queryKey => queries.invalidateQueries({ queryKey }))),
  });
  const close = () => {
    making.reset();
    onClose();
  };
  return (
    <Dialog look="side" open={open} onClose={close} title={words.agents.make}>
      {making.data ? (
        <Made made={making.data} />
      ) : (
        <DraftForm busy={making.isPending} error={making.error} onMake={draft => making.mutate(draft)} />
      )}
    </Dialog>
  );
}

function Made({ made }: { readonly made: Output<'agents.provision'> }) {
  return (
    <div className="grid gap-6">
      <TokenOnce token={made.securityToken} />
      <Connect token={made.securityToken} />
    </div>
  );
}

interface DraftFormProps {
  readonly busy: boolean;
  readonly error: unknown;
  readonly onMake: (draft: Draft) => void;
}

function DraftForm({ busy, error, onMake }: DraftFormProps) {
  const words = useWords();
  const resolver = useMemo(() => zodResolver(schema(words)), [words]);
  const form = useForm<Draft>({ resolver, defaultValues: empty });
  const { errors } = form.formState;
  return (
    <form className="grid gap-5" noValidate onSubmit={event => void form.handleSubmit(onMake)(event)}>
      <Field label={words.agents.name} error={errors.displayName?.message}>
        {ids => <TextInput {...ids} autoComplete="off" {...form.register('displayName')} />}
      </Field>
      <Field label={words.agents.id} hint={words.agents.idHint} error={errors.agentId?.message}>
        {ids => <TextInput {...ids} dir="ltr" autoComplete="off" spellCheck={false} {...form.register('agentId')} />}
      </Field>
      <Capabilities form={form} error={errors.email?.message} />
      <Field label={words.agents.greeting} hint={words.common.optional}>
        {ids => <TextInput {...ids} dir="auto" {...form.register('greeting')} />}
      </Field>
      {error ? <Problem error={error} /> : null}
      <Button type="submit" look="primary" disabled={busy}>
        {busy ? words.agents.creating : words.agents.create}
      </Button>
    </form>
  );
}

function Capabilities({ form, error }: { readonly form: UseFormReturn<Draft>; readonly error: string | undefined }) {
  const words = useWords();
  const choices = [
    ['phone', words.agents.capPhone],
    ['whatsapp', words.agents.capWhatsapp],
    ['email', words.agents.capEmail],
  ] as const;
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium text-sm">{words.agents.capabilities}</legend>
      {choices.map(([name, label]) => (
        <label key={name} className="flex items-center gap-2.5">
          <input type="checkbox" className="size-4.5 accent-page-deep" {...form.register(name)} />
          {label}
        </label>
      ))}
      {error ? <p className="text-sm text-wrong">{error}</p> : null}
    </fieldset>
  );
}
