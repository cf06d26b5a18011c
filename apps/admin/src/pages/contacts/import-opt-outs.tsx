import { useQueryClient } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useRef, useState } from 'react';
import { client } from '../../data/client.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { controlClass, Field } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';

/** What has been taken in so far. */
interface Progress {
  readonly done: number;
  readonly added: number;
  readonly known: number;
  /** Line numbers of what is no address. */
  readonly wrong: readonly number[];
}

interface Line {
  readonly address: string;
  readonly number: number;
}

const batch = 500;
const nothing: Progress = { done: 0, added: 0, known: 0, wrong: [] };
const wrongShown = 20;

/** Opts out everybody in a file, some hundreds at a time. What is in stays in, wherever it is stopped. */
export function ImportOptOuts({ onDone }: { readonly onDone: () => void }) {
  const words = useWords();
  const formats = useFormats();
  const [lines, setLines] = useState<readonly Line[]>();
  const { progress, state, error, start, stop } = useImport(lines ?? []);
  if (state === 'done') return <Result progress={progress} onDone={onDone} />;
  const isRunning = state === 'running';
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={event => {
        event.preventDefault();
        if (!isRunning) void start();
      }}
    >
      <p className="text-soft">{words.contacts.importLead}</p>
      <Field label={words.contacts.importFile}>
        {ids => (
          <input
            {...ids}
            type="file"
            accept=".csv,.txt,text/csv,text/plain"
            disabled={isRunning}
            className={`${controlClass} w-full py-2`}
            onChange={event => {
              const [file] = event.target.files ?? [];
              if (file) void file.text().then(content => setLines(addressesIn(content)));
            }}
          />
        )}
      </Field>
      {isRunning ? (
        <div className="grid gap-1.5" role="status">
          <progress
            className="h-2 w-full accent-ink"
            max={lines?.length ?? 1}
            value={progress.done}
            aria-label={words.contacts.import}
          />
          <p className="text-soft text-sm tabular-nums">
            {words.contacts.importing(formats.count(progress.done), formats.count(lines?.length ?? 0))}
          </p>
        </div>
      ) : null}
      {error ? <Problem error={error} onRetry={() => void start()} /> : null}
      {isRunning ? (
        <Button onClick={stop}>{words.contacts.importStop}</Button>
      ) : (
        <Button type="submit" look="primary" disabled={!lines?.length}>
          {lines ? words.contacts.importStart(lines.length) : words.contacts.importNone}
        </Button>
      )}
    </form>
  );
}

function Result({ progress, onDone }: { readonly progress: Progress; readonly onDone: () => void }) {
  const words = useWords();
  const { added, known, wrong } = progress;
  return (
    <div className="grid grid-cols-1 gap-4" role="status">
      <p className="inline-flex items-center gap-2 font-medium text-done text-lg">
        <CircleCheck size={20} aria-hidden="true" />
        {words.contacts.importDone}
      </p>
      <p>{words.contacts.importCounts(added, known, wrong.length)}</p>
      {wrong.length > 0 ? (
        <p className="text-soft text-sm">
          {words.contacts.importWrong}: {wrong.slice(0, wrongShown).join(', ')}
          {wrong.length > wrongShown ? ' …' : ''}
        </p>
      ) : null}
      <Button look="primary" onClick={onDone}>
        {words.common.close}
      </Button>
    </div>
  );
}

function useImport(lines: readonly Line[]) {
  const queries = useQueryClient();
  const [progress, setProgress] = useState(nothing);
  const [state, setState] = useState<'idle' | 'running' | 'done'>('idle');
  const [error, setError] = useState<unknown>();
  const stopped = useRef(false);
  const start = async () => {
    stopped.current = false;
    setState('running');
    setError(undefined);
    let now = progress.done < lines.length ? progress : nothing;
    try {
      while (now.done < lines.length && !stopped.current) {
        const part = lines.slice(now.done, now.done + batch);
        const answer = await client.consent.suppress({ addresses: part.map(line => line.address), source: 'import' });
        now = {
          done: now.done + part.length,
          added: now.added + answer.added,
          known: now.known + answer.known,
          wrong: [...now.wrong, ...answer.invalid.flatMap(place => part[place]?.number ?? [])],
        };
        setProgress(now);
      }
      setState('done');
    } catch (failure) {
      setError(failure);
      setState('idle');
    }
    void queries.invalidateQueries({ queryKey: ['contacts'] });
  };
  return {
    progress,
    state,
    error,
    start,
    stop: () => {
      stopped.current = true;
    },
  };
}

/** The first column of each line, without quotes; a first line without digit or @ names the columns. */
function addressesIn(content: string): readonly Line[] {
  const lines = content
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line, index) => ({
      address: (line.split(/[,;\t]/)[0] ?? '')
        .trim()
        .replace(/^["']+|["']+$/g, '')
        .slice(0, 320),
      number: index + 1,
    }))
    .filter(line => line.address !== '');
  return lines[0] && !/[\d@]/.test(lines[0].address) ? lines.slice(1) : lines;
}
