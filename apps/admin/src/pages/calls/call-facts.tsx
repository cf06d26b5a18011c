import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Call } from '../../data/calls.ts';
import { client } from '../../data/client.ts';
import { useMay } from '../../data/session.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { Address } from '../../ui/address.tsx';
import { Button } from '../../ui/button.tsx';
import { saveFile } from '../../ui/csv.ts';
import { TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Time } from '../../ui/time.tsx';
import { useControl } from './controls.tsx';

/** Who, when, over what, for how much. */
export function CallFacts({ call }: { readonly call: Call }) {
  return (
    <dl className="grid grid-cols-1 gap-2">
      <Parties call={call} />
      <Course call={call} />
      <Judged call={call} />
    </dl>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="grid grid-cols-[8.5rem_minmax(0,1fr)] gap-3">
      <dt className="text-soft">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

function Parties({ call }: { readonly call: Call }) {
  const words = useWords();
  return (
    <>
      <Fact label={words.common.agent}>
        <Link to="/agents/$agentId" params={{ agentId: call.agentId }} className="underline">
          <bdi>{call.agentId}</bdi>
        </Link>
      </Fact>
      <Fact label={words.common.from}>
        <Address>{call.from}</Address>
      </Fact>
      <Fact label={words.common.to}>
        <Address>{call.to}</Address>
      </Fact>
      <Fact label={words.calls.brain}>{words.calls.brains[call.brain] ?? call.brain}</Fact>
      <Fact label={words.calls.transport}>{words.calls.transports[call.transport] ?? call.transport}</Fact>
    </>
  );
}

function Course({ call }: { readonly call: Call }) {
  const words = useWords();
  const formats = useFormats();
  const { answeredAt, endedAt, endedReason: ended, disclosureHeardMs: disclosed } = call;
  const seconds = (milliseconds: number) => formats.count(Math.round(milliseconds / 100) / 10);
  return (
    <>
      {answeredAt ? (
        <Fact label={words.calls.answered}>
          <Time at={answeredAt} look="full" />
        </Fact>
      ) : null}
      {endedAt ? (
        <Fact label={words.calls.endedAt}>
          <Time at={endedAt} look="full" />
        </Fact>
      ) : null}
      {ended ? (
        <Fact label={words.calls.endedBy}>
          {words.calls.by[ended.by] ?? ended.by}
          {ended.code ? <bdi> · {ended.code}</bdi> : null}
        </Fact>
      ) : null}
      <Fact label={words.calls.disclosed}>
        {disclosed === null ? words.calls.notDisclosed : words.calls.afterSeconds(seconds(disclosed))}
      </Fact>
      <Fact label={words.common.cost}>
        {call.cost === null ? words.messages.unknownCost : formats.money(call.cost)}
        <CostParts costs={call.costs} />
      </Fact>
    </>
  );
}

/** What the cost is made of. */
function CostParts({ costs }: { readonly costs: Call['costs'] | undefined }) {
  const words = useWords();
  const formats = useFormats();
  if (!costs) return null;
  const { total, unpriced = [], ...parts } = costs;
  const used = Object.entries(parts).filter(([, cost]) => cost > 0 && cost < total);
  const made = used.map(([part, cost]) => `${words.calls.costParts[part] ?? part} ${formats.money(cost)}`);
  const without = unpriced.length > 0 ? [`${words.calls.unpriced} ${unpriced.join(', ')}`] : [];
  const all = [...made, ...without];
  return all.length > 0 ? <span className="block text-soft text-sm">{all.join(' · ')}</span> : null;
}

function Judged({ call }: { readonly call: Call }) {
  const words = useWords();
  const { reason, ruleIds = [] } = call;
  return (
    <>
      {reason ? (
        <Fact label={words.messages.why}>
          <span dir="auto">{reason}</span>
        </Fact>
      ) : null}
      {ruleIds.length > 0 ? (
        <Fact label={words.messages.rules}>
          <bdi className="font-mono text-xs">{ruleIds.join(', ')}</bdi>
        </Fact>
      ) : null}
    </>
  );
}

/** What the call was worth, as it was judged. */
export function Outcome({ call }: { readonly call: Call }) {
  const words = useWords();
  const { outcome } = call;
  if (!outcome) return <p className="text-soft text-sm">{words.calls.outcomeNone}</p>;
  return (
    <div className="grid grid-cols-1 gap-2">
      <p className="font-display font-semibold text-lg">
        <bdi>{words.calls.outcomes[outcome.outcome] ?? outcome.outcome}</bdi>
      </p>
      {outcome.summary ? <p dir="auto">{outcome.summary}</p> : null}
      {outcome.evidence && outcome.evidence.length > 0 ? (
        <ul aria-label={words.calls.evidence} className="grid grid-cols-1 gap-1 text-soft text-sm">
          {outcome.evidence.map(each => (
            <li key={each} dir="auto" className="border-line border-s-2 ps-2.5">
              {each}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

/** What somebody wrote beside the call. */
export function Notes({ call }: { readonly call: Call }) {
  const words = useWords();
  const may = useMay('calls.control');
  const notes = call.notes.map((note, place) => ({ note, place }));
  const control = useControl(call.id);
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    control.mutate({ action: 'note', text: text.trim() });
    setText('');
  };
  return (
    <div className="grid grid-cols-1 gap-3">
      {notes.length > 0 ? (
        <ul className="grid grid-cols-1 gap-1.5">
          {notes.map(({ note, place }) => (
            <li key={place} dir="auto">
              {note}
            </li>
          ))}
        </ul>
      ) : null}
      {may ? (
        <form onSubmit={submit} className="flex gap-2">
          <TextInput
            aria-label={words.calls.addNote}
            placeholder={words.calls.addNote}
            dir="auto"
            value={text}
            onChange={event => setText(event.target.value)}
          />
          <Button type="submit" disabled={text.trim() === '' || control.isPending}>
            {words.calls.noteAdd}
          </Button>
        </form>
      ) : null}
      {control.error ? <Problem error={control.error} /> : null}
    </div>
  );
}

/** The transcript as a file that players understand. */
export function TranscriptFile({ call }: { readonly call: Call }) {
  const words = useWords();
  const saving = useMutation({
    mutationFn: async () => (await client.calls.transcript({ id: call.id, format: 'vtt' })).text ?? '',
    onSuccess: text => saveFile(`call-${call.id}.vtt`, new Blob([text], { type: 'text/vtt;charset=utf-8' })),
  });
  return (
    <Button small disabled={saving.isPending} onClick={() => saving.mutate()}>
      <Download size={15} aria-hidden="true" />
      {words.calls.download}
    </Button>
  );
}
