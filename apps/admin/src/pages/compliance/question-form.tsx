import { useQuery } from '@tanstack/react-query';
import { Scale } from 'lucide-react';
import { type FieldErrors, type UseFormRegister, useForm } from 'react-hook-form';
import { agentsQuery } from '../../data/queries.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { controlClass, Field, Select, TextInput } from '../../ui/field.tsx';
import { askChannels, type ComplianceSearch, purposes } from './search.ts';

/** The question, as it is typed. */
export interface Question {
  to: string;
  channel: (typeof askChannels)[number];
  purpose: string;
  agent: string;
  body: string;
  at: string;
  voice: 'ai' | 'human' | 'prerecorded';
  discloses: boolean;
  template: boolean;
}

interface QuestionFormProps {
  readonly search: ComplianceSearch;
  readonly busy: boolean;
  readonly onAsk: (question: Question) => void;
}
interface PartProps {
  readonly register: UseFormRegister<Question>;
}

/** What is to be judged. */
export function QuestionForm({ search, busy, onAsk }: QuestionFormProps) {
  const words = useWords();
  const form = useForm<Question>({
    defaultValues: {
      to: search.to ?? '',
      channel: search.channel ?? 'sms',
      purpose: search.purpose ?? '',
      agent: search.agent ?? '',
      body: '',
      at: '',
      voice: 'ai',
      discloses: true,
      template: false,
    },
  });
  const { register, watch, formState } = form;
  return (
    <form noValidate className="grid grid-cols-1 gap-4" onSubmit={event => void form.handleSubmit(onAsk)(event)}>
      <WhoAndHow register={register} errors={formState.errors} />
      <Purpose register={register} />
      <What register={register} channel={watch('channel')} />
      <ByWhomAndWhen register={register} />
      <div>
        <Button type="submit" look="primary" disabled={busy}>
          <Scale size={16} aria-hidden="true" />
          {busy ? words.compliance.asking : words.compliance.ask}
        </Button>
      </div>
    </form>
  );
}

function WhoAndHow({ register, errors }: PartProps & { readonly errors: FieldErrors<Question> }) {
  const words = useWords();
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={words.common.to} error={errors.to && words.contacts.addressWrong}>
        {ids => <TextInput {...ids} dir="ltr" autoComplete="off" {...register('to', { required: true })} />}
      </Field>
      <Field label={words.common.channel}>
        {ids => (
          <Select {...ids} {...register('channel')}>
            {askChannels.map(each => (
              <option key={each} value={each}>
                {words.channels[each]}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  );
}

function Purpose({ register }: PartProps) {
  const words = useWords();
  return (
    <Field label={words.messages.purpose}>
      {ids => (
        <Select {...ids} {...register('purpose')}>
          <option value="">{words.compliance.purposeAuto}</option>
          {purposes.map(each => (
            <option key={each} value={each}>
              {words.contacts.purposeNames[each]}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

/** A text, or a voice and what it says first. */
function What({ register, channel }: PartProps & { readonly channel: Question['channel'] }) {
  const words = useWords();
  if (channel === 'voice')
    return (
      <>
        <Field label={words.compliance.voice}>
          {ids => (
            <Select {...ids} {...register('voice')}>
              {(['ai', 'human', 'prerecorded'] as const).map(each => (
                <option key={each} value={each}>
                  {words.compliance.voices[each]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Tick label={words.compliance.discloses} field={register('discloses')} />
      </>
    );
  return (
    <>
      <Field label={words.compliance.text} hint={words.compliance.textHint}>
        {ids => <textarea {...ids} rows={3} className={`${controlClass} py-2`} {...register('body')} />}
      </Field>
      {channel === 'whatsapp' ? <Tick label={words.compliance.template} field={register('template')} /> : null}
    </>
  );
}

function ByWhomAndWhen({ register }: PartProps) {
  const words = useWords();
  const { data: agents = [] } = useQuery(agentsQuery);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={words.common.agent} hint={words.compliance.agentHint}>
        {ids => (
          <Select {...ids} {...register('agent')}>
            <option value="">{words.common.optional}</option>
            {agents.map(agent => (
              <option key={agent.agentId} value={agent.agentId}>
                {agent.displayName}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={words.compliance.at} hint={words.compliance.atHint}>
        {ids => <TextInput {...ids} type="datetime-local" {...register('at')} />}
      </Field>
    </div>
  );
}

function Tick({ label, field }: { readonly label: string; readonly field: object }) {
  return (
    <label className="inline-flex items-center gap-2">
      <input type="checkbox" className="size-4 accent-ink" {...field} />
      {label}
    </label>
  );
}
