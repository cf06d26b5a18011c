import type { Input } from '@buttdial/client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type UseFormRegister, type UseFormReturn, useForm } from 'react-hook-form';
import { z } from 'zod';
import { client } from '../../data/client.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Select, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { say } from '../../ui/toasts.tsx';

const channels = ['sms', 'whatsapp', 'voice', 'email', 'line'] as const;
const levels = ['express', 'express_written', 'implied', 'transactional'] as const;
const purposes = ['informational', 'marketing', 'otp', 'reply', 'emergency'] as const;

type Values = {
  address: string;
  channel: (typeof channels)[number];
  level: (typeof levels)[number];
  purposes: (typeof purposes)[number][];
  source: string;
  notes: string;
  expires: string;
};

const blank: Values = {
  address: '',
  channel: 'sms',
  level: 'express',
  purposes: ['informational'],
  source: '',
  notes: '',
  expires: '',
};

interface RecordConsentProps {
  /** Somebody who is known already. */
  readonly contact?: { readonly address: string; readonly channel: (typeof channels)[number] };
  readonly onDone: () => void;
}

/** Writes a line into the ledger: what somebody agreed to, and what shows it. */
export function RecordConsent({ contact, onDone }: RecordConsentProps) {
  const words = useWords();
  const queries = useQueryClient();
  const resolver = useMemo(() => zodResolver(schema(words.contacts.addressWrong)), [words]);
  const form = useForm<Values>({
    resolver,
    defaultValues: { ...blank, address: contact?.address ?? '', channel: contact?.channel ?? 'sms' },
  });
  const recording = useMutation({
    mutationFn: (values: Values) => client.consent.record(inputOf(values)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['contacts'] });
      say(words.contacts.recorded);
      onDone();
    },
  });
  return (
    <form
      noValidate
      className="grid grid-cols-1 gap-4"
      onSubmit={event => void form.handleSubmit(values => recording.mutate(values))(event)}
    >
      <p className="text-soft">{words.contacts.recordLead}</p>
      <Who form={form} isKnown={contact !== undefined} />
      <Purposes register={form.register} />
      <Evidence register={form.register} />
      {recording.error ? <Problem error={recording.error} /> : null}
      <Button type="submit" look="primary" disabled={recording.isPending}>
        {words.contacts.record}
      </Button>
    </form>
  );
}

function Who({ form, isKnown }: { readonly form: UseFormReturn<Values>; readonly isKnown: boolean }) {
  const words = useWords();
  return (
    <>
      <Field label={words.common.address} error={form.formState.errors.address?.message}>
        {ids => <TextInput {...ids} dir="ltr" autoComplete="off" readOnly={isKnown} {...form.register('address')} />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={words.contacts.channel}>
          {ids => (
            <Select {...ids} {...form.register('channel')}>
              {channels.map(channel => (
                <option key={channel} value={channel}>
                  {words.channels[channel]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={words.contacts.level}>
          {ids => (
            <Select {...ids} {...form.register('level')}>
              {levels.map(level => (
                <option key={level} value={level}>
                  {words.contacts.levels[level]}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
    </>
  );
}

function Purposes({ register }: { readonly register: UseFormRegister<Values> }) {
  const words = useWords();
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-sm">{words.contacts.purposes}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {purposes.map(purpose => (
          <label key={purpose} className="inline-flex items-center gap-2">
            <input type="checkbox" value={purpose} className="size-4 accent-ink" {...register('purposes')} />
            {words.contacts.purposeNames[purpose]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Evidence({ register }: { readonly register: UseFormRegister<Values> }) {
  const words = useWords();
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={words.contacts.source} hint={words.contacts.sourceHint}>
          {ids => <TextInput {...ids} maxLength={200} {...register('source')} />}
        </Field>
        <Field label={words.contacts.expires} hint={words.common.optional}>
          {ids => <TextInput {...ids} type="date" {...register('expires')} />}
        </Field>
      </div>
      <Field label={words.contacts.notes} hint={words.contacts.notesHint}>
        {ids => <TextInput {...ids} maxLength={2000} {...register('notes')} />}
      </Field>
    </>
  );
}

function schema(wrong: string) {
  return z.object({
    address: z.string().trim().min(3, wrong).max(320, wrong),
    channel: z.enum(channels),
    level: z.enum(levels),
    purposes: z.array(z.enum(purposes)),
    source: z.string(),
    notes: z.string(),
    expires: z.string(),
  });
}

function inputOf(values: Values): Input<'consent.record'> {
  const { address, channel, level, source, notes, expires } = values;
  return {
    contactAddress: address,
    channel,
    consentType: level,
    purposes: values.purposes.length > 0 ? values.purposes : ['informational'],
    ...(source ? { source } : {}),
    ...(notes ? { notes } : {}),
    ...(expires ? { expiresAt: new Date(`${expires}T23:59:59`).toISOString() } : {}),
  };
}
