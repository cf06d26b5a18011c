import { useMutation, useQueryClient } from '@tanstack/react-query';
import { PhoneForwarded } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { type Call, refreshCall } from '../../data/calls.ts';
import { client } from '../../data/client.ts';
import { useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Segments, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';

type Mode = 'cold' | 'warm';
type Asked = { readonly to: string; readonly mode: Mode; readonly briefing: string };

// A colleague is asked while the request waits.
const waitSeconds = 25;

/** Hands a call that goes on to somebody else: at once, or after they were asked. */
export function TransferCall({ call }: { readonly call: Call }) {
  const words = useWords();
  const may = useMay('calls.transfer');
  const queries = useQueryClient();
  const area = useId();
  const [isOpen, setOpen] = useState(false);
  const transfer = useMutation({
    mutationFn: ({ briefing, ...asked }: Asked) =>
      client.calls.transfer({ callId: call.id, waitSeconds, ...asked, ...(briefing === '' ? {} : { briefing }) }),
    onSettled: () => refreshCall(queries, call.id),
  });
  if (!may) return null;
  return (
    <div className="grid grid-cols-1 gap-3">
      <div>
        <Button aria-expanded={isOpen} aria-controls={area} onClick={() => setOpen(!isOpen)}>
          <PhoneForwarded size={16} aria-hidden="true" className="rtl:-scale-x-100" />
          {words.calls.transfer}
        </Button>
      </div>
      <div id={area} hidden={!isOpen}>
        <TransferForm isPending={transfer.isPending} onTransfer={transfer.mutate} />
      </div>
      <p role="status" className="text-soft text-sm empty:hidden">
        {transfer.isPending ? words.calls.phases.transferring : ''}
        {transfer.data && !transfer.isPending ? words.calls.transferStates[transfer.data.status] : ''}
      </p>
      {transfer.error ? <Problem error={transfer.error} /> : null}
    </div>
  );
}

interface FormProps {
  readonly isPending: boolean;
  onTransfer(asked: Asked): void;
}

function TransferForm({ isPending, onTransfer }: FormProps) {
  const words = useWords();
  const [mode, setMode] = useState<Mode>('cold');
  const [to, setTo] = useState('');
  const [briefing, setBriefing] = useState('');
  const isEmpty = to.trim() === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isEmpty || isPending) return;
    onTransfer({ to: to.trim(), mode, briefing: mode === 'warm' ? briefing.trim() : '' });
  };
  const modes = [
    { value: 'cold', label: words.calls.cold },
    { value: 'warm', label: words.calls.warm },
  ] as const;
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-3 rounded-md bg-sunken/40 p-3">
      <Segments label={words.calls.transferMode} options={modes} value={mode} onChange={setMode} full />
      <p className="text-soft text-sm">{mode === 'cold' ? words.calls.coldHint : words.calls.warmHint}</p>
      <Field label={words.calls.callTo}>
        {ids => (
          <TextInput
            {...ids}
            dir="ltr"
            autoComplete="off"
            placeholder="+15551234567"
            value={to}
            onChange={event => setTo(event.target.value)}
          />
        )}
      </Field>
      {mode === 'warm' ? (
        <Field label={words.calls.briefing} hint={words.calls.briefingHint}>
          {ids => (
            <TextInput
              {...ids}
              dir="auto"
              autoComplete="off"
              maxLength={1_000}
              value={briefing}
              onChange={event => setBriefing(event.target.value)}
            />
          )}
        </Field>
      ) : null}
      <div>
        <Button type="submit" look="primary" small disabled={isEmpty || isPending}>
          {words.calls.transferNow}
        </Button>
      </div>
    </form>
  );
}
