import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, Database } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { type DatabaseState, type SetupView, setup, setupQuery } from '../../data/setup.ts';
import { useWords } from '../../languages/language.tsx';
import { Address } from '../../ui/address.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Segments, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Section } from '../../ui/surface.tsx';
import { Next, type StepProps } from './step-parts.tsx';

type Kind = SetupView['database']['kind'];

/** Where everything is kept: tried, and its tables made, before it is relied on. */
export function DatabaseStep({ view, onNext }: StepProps) {
  const { testing, preparing, forget } = useDatabase();
  const state = preparing.data?.database ?? testing.data?.database;
  return (
    <>
      <Choice
        view={view}
        busy={testing.isPending}
        error={testing.error}
        onForget={forget}
        onTest={url => testing.mutate(url)}
      />
      {state ? (
        <State
          state={state}
          mayPrepare={view.mode !== 'practice'}
          busy={preparing.isPending}
          onPrepare={() => preparing.mutate()}
        />
      ) : null}
      {preparing.error ? <Problem error={preparing.error} /> : null}
      <Next onNext={onNext} disabled={!view.database.isChosen} />
    </>
  );
}

function useDatabase() {
  const queries = useQueryClient();
  const keep = ({ view }: { readonly view: SetupView }) => queries.setQueryData(setupQuery.queryKey, view);
  const preparing = useMutation({ mutationFn: () => setup.prepareDatabase(), onSuccess: keep });
  const testing = useMutation({
    mutationFn: (url: string | undefined) => setup.testDatabase(url),
    onMutate: () => preparing.reset(),
    onSuccess: keep,
  });
  const forget = () => {
    testing.reset();
    preparing.reset();
  };
  return { testing, preparing, forget };
}

interface ChoiceProps {
  readonly view: SetupView;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onForget: () => void;
  /** Without a URL: the file. */
  readonly onTest: (url: string | undefined) => void;
}

function Choice({ view, busy, error, onForget, onTest }: ChoiceProps) {
  const words = useWords();
  const [kind, setKind] = useState<Kind>(view.database.kind);
  const [url, setUrl] = useState('');
  const isFile = kind === 'sqlite';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onTest(isFile ? undefined : url.trim());
  };
  const choose = (next: Kind) => {
    setKind(next);
    onForget();
  };
  return (
    <Section title={words.setup.steps.database}>
      <form noValidate onSubmit={submit} className="grid grid-cols-1 gap-4">
        <Segments
          full
          label={words.setup.steps.database}
          value={kind}
          onChange={choose}
          options={(['sqlite', 'postgres'] as const).map(value => ({ value, label: words.setup[value] }))}
        />
        <p className="text-soft">{isFile ? words.setup.sqliteLead : words.setup.postgresLead}</p>
        {isFile ? null : <UrlField url={url} view={view} onChange={setUrl} />}
        {kind === view.database.kind ? <Where view={view} /> : null}
        {error ? <Problem error={error} /> : null}
        <div>
          <Button type="submit" disabled={busy || (!isFile && url.trim() === '')}>
            {words.setup.testDatabase}
          </Button>
        </div>
      </form>
    </Section>
  );
}

function Where({ view }: { readonly view: SetupView }) {
  return (
    <p className="flex items-center gap-2 break-all text-sm">
      <Database size={15} aria-hidden="true" className="shrink-0 text-soft" />
      <Address>{view.database.where}</Address>
    </p>
  );
}

interface UrlFieldProps {
  readonly url: string;
  readonly view: SetupView;
  readonly onChange: (url: string) => void;
}

function UrlField({ url, view, onChange }: UrlFieldProps) {
  const words = useWords();
  return (
    <Field label={words.setup.databaseUrl} hint={words.setup.databaseUrlHint}>
      {ids => (
        <TextInput
          {...ids}
          type="password"
          dir="ltr"
          autoComplete="off"
          spellCheck={false}
          placeholder={view.database.kind === 'postgres' ? words.credentials.kept : ''}
          value={url}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

interface StateProps {
  readonly state: DatabaseState;
  readonly mayPrepare: boolean;
  readonly busy: boolean;
  readonly onPrepare: () => void;
}

function State({ state, mayPrepare, busy, onPrepare }: StateProps) {
  const words = useWords();
  const isReady = state.pending.length === 0;
  return (
    <div role="status" className="grid animate-arrive gap-2 rounded-lg border border-line bg-surface p-5 shadow-lift">
      <p className="flex items-center gap-2 font-medium">
        <CircleCheck size={18} aria-hidden="true" className="text-done" />
        {words.setup.answers(state.server)}
      </p>
      <p className="text-soft">{isReady ? words.setup.upToDate : `${words.setup.pending(state.pending.length)}:`}</p>
      {isReady ? null : (
        <>
          <p className="break-words font-mono text-soft text-xs" dir="ltr">
            {state.pending.join(' · ')}
          </p>
          {mayPrepare ? (
            <div className="flex flex-wrap items-center gap-3">
              <Button disabled={busy} onClick={onPrepare}>
                {busy ? words.setup.migrating : words.setup.migrate}
              </Button>
              <span className="text-soft text-sm">{words.setup.migratesLater}</span>
            </div>
          ) : null}
        </>
      )}
    </div>
  );
}
