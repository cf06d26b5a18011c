import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { BookOpen, FileJson } from 'lucide-react';
import { useEntrance } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { useListKeys } from '../../shell/list-keys.ts';
import { buttonClass } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Snippet } from '../../ui/copy.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { Card, Empty, PageHead, SkeletonRows } from '../../ui/surface.tsx';
import { type ApiField, type ApiOperation, documentQuery } from './document.ts';

const route = getRouteApi('/reference');

/** The published document, read as a page. */
export function ApiPage() {
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const document = useQuery(documentQuery);
  useListKeys();
  const wanted = search.find?.toLowerCase() ?? '';
  const shown = (document.data ?? []).filter(({ id, path, summary }) =>
    `${id} ${path} ${summary}`.toLowerCase().includes(wanted),
  );
  const chosen = shown.find(each => each.id === search.operation) ?? shown[0];
  return (
    <>
      <PageHead title={words.api.title} lead={words.api.lead} actions={<RawDocument />} />
      {document.error ? <Problem error={document.error} onRetry={() => void document.refetch()} /> : null}
      <div className="grid items-start gap-4 lg:grid-cols-[19rem_minmax(0,1fr)]">
        <div className="grid gap-3 lg:sticky lg:top-6">
          <SearchInput
            label={words.api.search}
            value={search.find ?? ''}
            onChange={find => void navigate({ search: find ? { ...search, find } : {}, replace: true })}
          />
          {document.isPending ? <SkeletonRows count={8} /> : null}
          <Rooms operations={shown} chosen={chosen?.id} find={search.find} />
        </div>
        {chosen ? <OperationCard operation={chosen} /> : null}
        {document.data && !chosen ? (
          <Card>
            <Empty icon={<BookOpen size={20} />} title={words.api.nothing} />
          </Card>
        ) : null}
      </div>
    </>
  );
}

function RawDocument() {
  const words = useWords();
  return (
    <a href="/api/v1/openapi.json" className={buttonClass('plain', true)}>
      <FileJson size={15} aria-hidden="true" />
      {words.api.raw}
    </a>
  );
}

interface RoomsProps {
  readonly operations: readonly ApiOperation[];
  readonly chosen: string | undefined;
  readonly find: string | undefined;
}

function Rooms({ operations, chosen, find }: RoomsProps) {
  const words = useWords();
  return (
    <nav
      aria-label={words.api.rooms}
      className="grid gap-3 rounded-lg border border-line bg-surface p-2 shadow-lift max-lg:max-h-64 max-lg:overflow-y-auto lg:max-h-[calc(100dvh-9rem)] lg:overflow-y-auto"
    >
      {[...Map.groupBy(operations, each => each.room)].map(([room, list]) => (
        <div key={room}>
          <p className="px-2 pb-1 font-medium text-soft text-xs">{room}</p>
          {list.map(operation => (
            <Link
              key={operation.id}
              to="/reference"
              search={{ operation: operation.id, ...(find ? { find } : {}) }}
              replace
              data-row
              aria-current={operation.id === chosen ? 'true' : undefined}
              className={classNames(
                'flex items-center gap-2 rounded-md px-2 py-1.5 text-sm hover:bg-sunken',
                operation.id === chosen && 'bg-page! font-semibold text-on-page',
              )}
            >
              <Method method={operation.method} plain={operation.id === chosen} />
              <span className="truncate font-mono text-xs">{operation.id}</span>
            </Link>
          ))}
        </div>
      ))}
    </nav>
  );
}

function Method({ method, plain = false }: { readonly method: string; readonly plain?: boolean }) {
  const tone = method === 'GET' ? 'text-moving' : method === 'DELETE' ? 'text-wrong' : 'text-done';
  return (
    <span className={classNames('w-12 shrink-0 font-mono font-semibold text-[0.6875rem]', !plain && tone)}>
      {method}
    </span>
  );
}

function OperationCard({ operation }: { readonly operation: ApiOperation }) {
  const words = useWords();
  const { publicUrl } = useEntrance();
  return (
    <Card className="grid gap-6 p-5">
      <header className="grid gap-2">
        <h2 className="break-all font-mono font-semibold text-lg tracking-tight">{operation.id}</h2>
        <p className="text-pretty text-soft">{operation.summary}</p>
        <p className="flex flex-wrap items-center gap-2" dir="ltr">
          <Method method={operation.method} />
          <code className="break-all font-mono text-sm">/api/v1{operation.path}</code>
          <span className="rounded-full bg-sunken px-2 py-0.5 text-soft text-xs">
            {operation.isReadOnly ? words.api.reads : words.api.changes}
          </span>
        </p>
      </header>
      <section>
        <h3 className="mb-2 font-semibold">{words.api.curl}</h3>
        <Snippet text={curlOf(operation, publicUrl)} />
      </section>
      <section>
        <h3 className="mb-2 font-semibold">{words.api.input}</h3>
        {operation.input.length === 0 ? <p className="text-soft">{words.api.noInput}</p> : null}
        <Fields fields={operation.input} />
      </section>
      <section>
        <h3 className="mb-2 font-semibold">{words.api.output}</h3>
        <Fields fields={operation.output} />
      </section>
    </Card>
  );
}

function Fields({ fields }: { readonly fields: readonly ApiField[] }) {
  const words = useWords();
  if (fields.length === 0) return null;
  return (
    <ul className="grid">
      {fields.map(field => (
        <li key={`${field.place ?? ''} ${field.name}`} className="border-line border-t py-2 first:border-t-0">
          <p className="flex flex-wrap items-baseline gap-x-2" dir="ltr">
            <code className="font-medium font-mono text-sm">{field.name}</code>
            <span className="break-all font-mono text-soft text-xs">{field.type}</span>
            {field.isRequired ? <span className="text-wrong text-xs">{words.api.required}</span> : null}
            {field.place ? <span className="text-soft text-xs">{field.place}</span> : null}
          </p>
          {field.description ? <p className="text-soft text-sm">{field.description}</p> : null}
          {field.children.length > 0 ? (
            <div className="mt-1 border-line border-s-2 ps-3">
              <Fields fields={field.children} />
            </div>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function curlOf(operation: ApiOperation, url: string): string {
  const isPost = operation.method !== 'GET';
  const needed = operation.input.filter(field => field.isRequired && field.place === undefined);
  const body = Object.fromEntries(needed.map(field => [field.name, exampleOf(field)]));
  return [
    `curl ${isPost ? `-X ${operation.method} ` : ''}${url}/api/v1${operation.path}`,
    ...(operation.needsToken ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...(operation.isJsonBody ? ['-H "Content-Type: application/json"', `-d '${JSON.stringify(body)}'`] : []),
  ].join(' \\\n  ');
}

function exampleOf(field: ApiField): unknown {
  if (field.name === 'to') return '+15559876543';
  if (field.type.endsWith('[]')) return [];
  if (field.children.length > 0) return {};
  if (/^(number|integer)/.test(field.type)) return 1;
  if (field.type === 'boolean') return true;
  return field.type.includes(' | ') ? field.type.split(' | ')[0] : '…';
}
