import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowUp, BatteryFull, Plus, SignalHigh, Wifi } from 'lucide-react';
import { type FormEvent, lazy, Suspense, useEffect, useState } from 'react';
import {
  addPhone,
  type Phone,
  type PhoneMessage,
  phonesQuery,
  sendFromPhone,
  threadQuery,
} from '../../data/network.ts';
import type { AgentStatus } from '../../data/queries.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, Avatar } from '../../ui/address.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Scroller } from '../../ui/scroller.tsx';
import { isOurs, Sound } from '../../ui/sound.tsx';
import { Empty, SkeletonRows } from '../../ui/surface.tsx';
import type { Conversation } from './conversation.ts';

const PhoneCallScreen = lazy(() => import('./phone-call.tsx').then(file => ({ default: file.PhoneCallScreen })));

interface PhoneProps {
  readonly agent: AgentStatus;
  readonly conversation: Conversation;
}

/** A simulated handset: what it received is there, what is typed on it travels to the agent. */
export function PhoneDevice({ agent, conversation }: PhoneProps) {
  const words = useWords();
  const { data: phones = [] } = useQuery(phonesQuery);
  const phone = phones.find(each => each.number === conversation.to) ?? phones[0];
  return (
    <div className="grid grid-cols-1 gap-3">
      <PhoneChoice phones={phones} phone={phone} onChoose={number => conversation.change({ to: number })} />
      <section
        aria-label={words.console.thread(phone?.name ?? words.console.phone)}
        className="mx-auto flex h-[min(41rem,calc(100dvh-9rem))] min-h-96 max-lg:h-[calc(100dvh-21.5rem)] max-lg:min-h-80 w-full max-w-[23.5rem] flex-col overflow-hidden rounded-[2.6rem] border-[9px] border-[oklch(0.22_0.015_70)] bg-paper shadow-float dark:border-[oklch(0.12_0.01_70)] dark:ring-1 dark:ring-line"
      >
        <StatusBar />
        <div className="flex items-center gap-2.5 border-line border-b px-4 pb-2.5">
          <Avatar name={agent.displayName} />
          <div className="min-w-0">
            <p className="truncate font-semibold leading-5">{agent.displayName}</p>
            <p className="truncate text-soft text-xs leading-4">
              {words.channels[conversation.channel]} · <Address>{conversation.from ?? '—'}</Address>
            </p>
          </div>
        </div>
        {phone ? (
          <Screen phone={phone} agent={agent} conversation={conversation} />
        ) : (
          <Empty title={words.console.phoneEmpty} />
        )}
      </section>
    </div>
  );
}

function Screen({ phone, agent, conversation }: PhoneProps & { readonly phone: Phone }) {
  if (conversation.channel !== 'voice') return <Thread phone={phone} conversation={conversation} />;
  return (
    <Suspense fallback={<SkeletonRows count={4} />}>
      <PhoneCallScreen key={phone.number} phone={phone} agent={agent} conversation={conversation} />
    </Suspense>
  );
}

function StatusBar() {
  const formats = useFormats();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 10_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div
      className="relative flex h-10 shrink-0 items-center justify-between px-5 font-semibold text-sm"
      aria-hidden="true"
      dir="ltr"
    >
      <span className="tabular-nums">{formats.clock(now)}</span>
      <span className="-translate-x-1/2 absolute start-1/2 h-5 w-20 rounded-full bg-[oklch(0.22_0.015_70)] dark:bg-[oklch(0.12_0.01_70)]" />
      <span className="flex items-center gap-1">
        <SignalHigh size={15} />
        <Wifi size={14} />
        <BatteryFull size={18} />
      </span>
    </div>
  );
}

function Thread({ phone, conversation }: { readonly phone: Phone; readonly conversation: Conversation }) {
  const words = useWords();
  const { channel, from } = conversation;
  const thread = useQuery(threadQuery(phone.number));
  const shown = (thread.data ?? []).filter(message => message.channel === channel && message.with === from);
  const newest = shown.at(-1)?.id;
  return (
    <>
      <Scroller label={words.console.thread(phone.name)} bottom={newest}>
        {thread.error ? <Problem error={thread.error} onRetry={() => void thread.refetch()} /> : null}
        {thread.data && shown.length === 0 ? (
          <div className="m-auto">
            <Empty title={words.console.phoneEmpty} lead={words.console.phoneEmptyLead} />
          </div>
        ) : null}
        {shown.map(message => (
          <Bubble key={`${message.id} ${message.direction}`} message={message} />
        ))}
      </Scroller>
      <Typing phone={phone} conversation={conversation} />
    </>
  );
}

function Bubble({ message }: { readonly message: PhoneMessage }) {
  const formats = useFormats();
  const isOwn = message.direction === 'sent';
  return (
    <div
      className={classNames(
        'max-w-[82%] animate-arrive rounded-[1.15rem] px-3.5 py-2 leading-5',
        isOwn ? 'self-end rounded-ee-md bg-page text-on-page' : 'self-start rounded-es-md bg-sunken',
      )}
    >
      <p dir="auto" className="whitespace-pre-wrap">
        {message.text}
      </p>
      {message.media.map(medium =>
        isOurs(medium.source) ? (
          <Sound key={medium.id} url={medium.source} />
        ) : (
          <p key={medium.id} className="font-mono text-xs">
            {medium.contentType}
          </p>
        ),
      )}
      <p className={classNames('mt-0.5 text-[0.6875rem] tabular-nums', isOwn ? 'text-on-page/80' : 'text-soft')}>
        {formats.clock(new Date(message.at))}
      </p>
    </div>
  );
}

function Typing({ phone, conversation }: { readonly phone: Phone; readonly conversation: Conversation }) {
  const words = useWords();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const { channel, from } = conversation;
  const sending = useMutation({
    mutationFn: (typed: string) =>
      sendFromPhone(phone.number, {
        to: from ?? '',
        channel: channel === 'whatsapp' ? 'whatsapp' : 'sms',
        text: typed,
      }),
    onSuccess: () => setText(''),
    onSettled: () => queries.invalidateQueries(threadQuery(phone.number)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '' && from && !sending.isPending) sending.mutate(text);
  };
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-2 border-line border-t p-2.5">
      {sending.error ? <Problem error={sending.error} /> : null}
      <div className="flex items-center gap-2">
        <input
          aria-label={words.console.type}
          placeholder={words.console.type}
          value={text}
          dir="auto"
          autoComplete="off"
          onChange={event => setText(event.target.value)}
          className="h-10 min-w-0 flex-1 rounded-full border border-edge bg-surface px-4 max-sm:text-[16px]"
        />
        <button
          type="submit"
          aria-label={words.console.sendFromPhone}
          disabled={text.trim() === '' || !from || sending.isPending}
          className="grid size-10 shrink-0 place-items-center rounded-full bg-page text-on-page transition hover:bg-page-deep disabled:cursor-not-allowed disabled:opacity-50"
        >
          <ArrowUp size={19} strokeWidth={2.5} aria-hidden="true" />
        </button>
      </div>
    </form>
  );
}

interface PhoneChoiceProps {
  readonly phones: readonly Phone[];
  readonly phone: Phone | undefined;
  readonly onChoose: (number: string) => void;
}

function PhoneChoice({ phones, phone, onChoose }: PhoneChoiceProps) {
  const words = useWords();
  const [adding, setAdding] = useState(false);
  return (
    <div className="mx-auto flex w-full max-w-[23.5rem] items-center gap-1">
      <label className="min-w-0 flex-1">
        <span className="sr-only">{words.console.whichPhone}</span>
        <select
          value={phone?.number ?? ''}
          onChange={event => onChoose(event.target.value)}
          className="h-9 w-full truncate rounded-md bg-transparent px-2 font-medium hover:bg-sunken"
        >
          {phones.map(each => (
            <option key={each.number} value={each.number} className="bg-surface">
              {each.name} · {each.number}
            </option>
          ))}
        </select>
      </label>
      <IconButton label={words.console.newPhone} onClick={() => setAdding(true)}>
        <Plus size={18} aria-hidden="true" />
      </IconButton>
      <NewPhone open={adding} onClose={() => setAdding(false)} onAdded={onChoose} />
    </div>
  );
}

function NewPhone({
  open,
  onClose,
  onAdded,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onAdded: (number: string) => void;
}) {
  const words = useWords();
  const queries = useQueryClient();
  const [number, setNumber] = useState('+1555');
  const adding = useMutation({
    mutationFn: () => addPhone({ number: number.replaceAll(/[\s()-]/g, '') }),
    onSuccess: async phone => {
      await queries.invalidateQueries(phonesQuery);
      onAdded(phone.number);
      onClose();
    },
  });
  return (
    <Dialog open={open} onClose={onClose} title={words.console.newPhone}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={event => {
          event.preventDefault();
          adding.mutate();
        }}
      >
        <Field label={words.console.phone} hint={words.console.newPhoneHint}>
          {ids => (
            <TextInput
              {...ids}
              dir="ltr"
              inputMode="tel"
              value={number}
              onChange={event => setNumber(event.target.value)}
            />
          )}
        </Field>
        {adding.error ? <Problem error={adding.error} /> : null}
        <Button type="submit" look="primary" disabled={adding.isPending}>
          {words.console.add}
        </Button>
      </form>
    </Dialog>
  );
}
