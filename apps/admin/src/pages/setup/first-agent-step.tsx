import type { Output } from '@buttdial/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../data/client.ts';
import { type SetupView, setup, setupQuery } from '../../data/setup.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, ChannelName } from '../../ui/address.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Section } from '../../ui/surface.tsx';
import { TokenOnce } from '../agents/token-once.tsx';
import { keepToken } from './first-token.ts';
import { ProofOfLife } from './proof-of-life.tsx';
import { Next, type StepProps } from './step-parts.tsx';

type Made = Output<'agents.provision'>;

/** The first agent, and a message that proves that it lives. */
export function AgentStep({ view, onNext }: StepProps) {
  const [made, setMade] = useState<Made>();
  return (
    <>
      {made ? <Ready made={made} /> : <MakeAgent view={view} onMade={setMade} />}
      {made ? <ProofOfLife agent={made} isPractice={view.mode === 'practice'} /> : null}
      <Next onNext={onNext} disabled={!made && view.firstAgent === undefined} />
    </>
  );
}

interface MakeAgentProps {
  readonly view: SetupView;
  readonly onMade: (made: Made) => void;
}

function MakeAgent({ view, onMade }: MakeAgentProps) {
  const words = useWords();
  const [name, setName] = useState('Front desk');
  const [wants, setWants] = useState<Wants>({
    phone: brings(view, 'telephony'),
    whatsapp: false,
    email: brings(view, 'email'),
  });
  const making = useMaking(onMade);
  const isNamed = name.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isNamed) making.mutate({ displayName: name.trim(), wants });
  };
  return (
    <Section
      title={view.firstAgent ? words.setup.another : words.setup.steps.agent}
      lead={view.firstAgent ? words.setup.agentThere(view.firstAgent) : undefined}
    >
      <form noValidate onSubmit={submit} className="grid grid-cols-1 gap-4">
        <Field label={words.agents.name} error={isNamed ? undefined : words.agents.nameEmpty}>
          {ids => (
            <TextInput
              {...ids}
              dir="auto"
              autoComplete="off"
              value={name}
              onChange={event => setName(event.target.value)}
            />
          )}
        </Field>
        <Lines view={view} wants={wants} onChange={setWants} />
        {making.error ? <Problem error={making.error} /> : null}
        <div>
          <Button
            type="submit"
            look="primary"
            disabled={making.isPending || !isNamed || !Object.values(wants).some(Boolean)}
          >
            {making.isPending ? words.agents.creating : words.agents.create}
          </Button>
        </div>
      </form>
    </Section>
  );
}

type Wants = Readonly<Record<'phone' | 'whatsapp' | 'email', boolean>>;

function brings(view: SetupView, slot: 'telephony' | 'whatsapp' | 'email'): boolean {
  return view.vendors.some(vendor => vendor.isChosen && vendor.slots.includes(slot));
}

function useMaking(onMade: (made: Made) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ displayName, wants }: { readonly displayName: string; readonly wants: Wants }) =>
      client.agents.provision({ displayName, capabilities: { ...wants, voiceAi: wants.phone } }),
    onSuccess: async made => {
      keepToken(made.agentId, made.securityToken);
      onMade(made);
      queries.setQueryData(setupQuery.queryKey, await setup.rememberAgent(made.agentId));
    },
  });
}

interface LinesProps {
  readonly view: SetupView;
  readonly wants: Wants;
  readonly onChange: (wants: Wants) => void;
}

function Lines({ view, wants, onChange }: LinesProps) {
  const words = useWords();
  const choices = [
    ['phone', words.agents.capPhone, brings(view, 'telephony')],
    ['whatsapp', words.agents.capWhatsapp, brings(view, 'whatsapp')],
    ['email', words.agents.capEmail, brings(view, 'email')],
  ] as const;
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium text-sm">{words.agents.capabilities}</legend>
      {choices.map(([key, label, isThere]) =>
        isThere ? (
          <label key={key} className="flex items-center gap-2.5">
            <input
              type="checkbox"
              className="size-4.5 accent-page-deep"
              checked={wants[key]}
              onChange={event => onChange({ ...wants, [key]: event.target.checked })}
            />
            {label}
          </label>
        ) : null,
      )}
    </fieldset>
  );
}

function Ready({ made }: { readonly made: Made }) {
  const words = useWords();
  const { phone, whatsapp, email } = made.channels;
  const lines = [
    ['sms', phone?.number],
    ['whatsapp', whatsapp?.number],
    ['email', email?.address],
  ] as const;
  return (
    <Section title={words.setup.agentThere(made.displayName)}>
      <div className="grid grid-cols-1 gap-4">
        <ul className="grid gap-2">
          {lines.map(([channel, address]) =>
            address ? (
              <li key={channel} className="flex flex-wrap items-center gap-x-3">
                <span className="w-26 text-soft">
                  <ChannelName channel={channel} />
                </span>
                <Address>{address}</Address>
              </li>
            ) : null,
          )}
        </ul>
        <TokenOnce token={made.securityToken} />
      </div>
    </Section>
  );
}
