import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ear, PhoneOff, Volume2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { type Call, isLive, refreshCall } from '../../data/calls.ts';
import { client } from '../../data/client.ts';
import { useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { TransferCall } from './transfer.tsx';

type Control = Omit<Parameters<typeof client.calls.control>[0], 'id'>;

/** Acts on a call, and reads again what became of it. */
export function useControl(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (control: Control) => client.calls.control({ id, ...control }),
    onSettled: () => refreshCall(queries, id),
  });
}

/** What can be done while a call goes on: speak in the agent's place, whisper, hand it on, hang up. */
export function Controls({ call }: { readonly call: Call }) {
  const words = useWords();
  const may = useMay('calls.control');
  const control = useControl(call.id);
  if (!may || !isLive(call)) return null;
  const isAnswered = call.state === 'in-progress';
  return (
    <div className="grid grid-cols-1 gap-3">
      {isAnswered ? <Speak onSpeak={(action, text) => control.mutate({ action, text })} /> : null}
      {isAnswered ? <TransferCall call={call} /> : null}
      {control.error ? <Problem error={control.error} /> : null}
      <div>
        <Button
          look="danger"
          disabled={control.isPending}
          onClick={() => control.mutate({ action: isAnswered ? 'hang_up' : 'cancel' })}
        >
          <PhoneOff size={16} aria-hidden="true" />
          {isAnswered ? words.calls.hangUp : words.calls.cancelCall}
        </Button>
      </div>
    </div>
  );
}

function Speak({ onSpeak }: { readonly onSpeak: (action: 'say' | 'direct', text: string) => void }) {
  const words = useWords();
  const [text, setText] = useState('');
  const isEmpty = text.trim() === '';
  const speak = (action: 'say' | 'direct') => {
    if (isEmpty) return;
    onSpeak(action, text.trim());
    setText('');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    speak('say');
  };
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-2">
      <TextInput
        aria-label={words.calls.sayOrDirect}
        placeholder={words.calls.sayPlaceholder}
        dir="auto"
        autoComplete="off"
        value={text}
        onChange={event => setText(event.target.value)}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" small disabled={isEmpty}>
          <Volume2 size={15} aria-hidden="true" />
          {words.calls.say}
        </Button>
        <Button small title={words.calls.directHint} disabled={isEmpty} onClick={() => speak('direct')}>
          <Ear size={15} aria-hidden="true" />
          {words.calls.direct}
        </Button>
      </div>
    </form>
  );
}
