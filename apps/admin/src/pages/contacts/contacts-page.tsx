import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { FileUp, Plus, SearchX, UsersRound } from 'lucide-react';
import { useMemo } from 'react';
import { type Contact, contactsQuery } from '../../data/lists.ts';
import { useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { useListKeys } from '../../shell/list-keys.ts';
import { Address, ChannelName } from '../../ui/address.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ExportButton } from '../../ui/export.tsx';
import { PagedRows } from '../../ui/paged-rows.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { Card, Empty, PageHead } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';
import { ImportOptOuts } from './import-opt-outs.tsx';
import { RecordConsent } from './record-consent.tsx';
import { WishChip } from './wish-chip.tsx';

const route = getRouteApi('/contacts');
const nobody: readonly Contact[] = [];
const columns =
  'grid content-center items-center gap-x-4 px-4 max-md:gap-y-1 grid-cols-[minmax(0,1fr)_auto] md:grid-cols-[9rem_minmax(0,1fr)_8rem_9rem]';

/** Everybody on the other side, and what they agreed to. */
export function ContactsPage() {
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  useListKeys();
  const { find, status } = search;
  const filter = { ...(find ? { find } : {}), ...(status ? { status } : {}) };
  const list = useInfiniteQuery(contactsQuery(filter));
  const rows = useMemo(() => list.data?.pages.flatMap(page => page.contacts) ?? nobody, [list.data]);
  const narrow = (change: Record<string, string>) =>
    void navigate({ search: clean({ ...filter, ...change }), replace: true });
  const close = () => void navigate({ search: clean(filter) });
  return (
    <>
      <PageHead title={words.contacts.title} lead={words.contacts.lead} actions={<Actions filter={filter} />} />
      <Card>
        <Filters filter={filter} onNarrow={narrow} />
        <PagedRows
          list={list}
          empty={<Nothing isFiltered={Boolean(find || status)} />}
          label={words.contacts.title}
          rows={rows}
          keyOf={contact => contact.id}
          height={{ wide: 52, narrow: 68 }}
          head={<Head />}
        >
          {contact => <ContactRow contact={contact} />}
        </PagedRows>
      </Card>
      <Dialogs open={search.do} onClose={close} />
    </>
  );
}

interface FiltersProps {
  readonly filter: Readonly<Record<string, string>>;
  readonly onNarrow: (change: Record<string, string>) => void;
}

function Filters({ filter, onNarrow }: FiltersProps) {
  const words = useWords();
  return (
    <search aria-label={words.contacts.search} className="flex flex-wrap gap-2 border-line border-b p-3">
      <SearchInput
        label={words.contacts.search}
        value={filter.find ?? ''}
        onChange={value => onNarrow({ find: value })}
        className="min-w-48 flex-1 max-sm:basis-full"
      />
      <Choice
        label={words.common.status}
        any={words.contacts.anyStatus}
        value={filter.status}
        onChange={value => onNarrow({ status: value })}
        options={['granted', 'opted-out', 'none'].map(each => [each, words.contacts.statuses[each] ?? each])}
      />
    </search>
  );
}

function Dialogs({ open, onClose }: { readonly open: 'import' | 'record' | undefined; readonly onClose: () => void }) {
  const words = useWords();
  return (
    <>
      <Dialog open={open === 'import'} onClose={onClose} title={words.contacts.import}>
        <ImportOptOuts onDone={onClose} />
      </Dialog>
      <Dialog open={open === 'record'} onClose={onClose} title={words.contacts.record}>
        <RecordConsent onDone={onClose} />
      </Dialog>
    </>
  );
}

function clean(search: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== ''));
}

function Actions({ filter }: { readonly filter: Readonly<Record<string, string>> }) {
  const words = useWords();
  const mayImport = useMay('consent.suppress');
  const mayRecord = useMay('consent.record');
  return (
    <>
      <ExportButton operation="contacts.list" input={{ ...filter, limit: 200 }} file="contacts.csv" />
      {mayImport ? (
        <Link to="/contacts" search={{ do: 'import' }} className={buttonClass('plain', true)}>
          <FileUp size={15} aria-hidden="true" />
          {words.contacts.import}
        </Link>
      ) : null}
      {mayRecord ? (
        <Link to="/contacts" search={{ do: 'record' }} className={buttonClass('primary', true)}>
          <Plus size={15} aria-hidden="true" />
          {words.contacts.record}
        </Link>
      ) : null}
    </>
  );
}

function Head() {
  const words = useWords();
  return (
    <div className={classNames(columns, 'h-9 font-medium text-soft text-sm')}>
      <span>{words.common.status}</span>
      <span>{words.common.address}</span>
      <span>{words.common.channel}</span>
      <span className="text-end">{words.contacts.lastHeard}</span>
    </div>
  );
}

function ContactRow({ contact }: { readonly contact: Contact }) {
  return (
    <Link
      to="/contacts/$contactId"
      params={{ contactId: contact.id }}
      data-row
      className={classNames(columns, 'h-full outline-offset-[-2px] transition-colors hover:bg-sunken')}
    >
      <span className="max-md:order-2">
        <WishChip status={contact.status} />
      </span>
      <span className="truncate max-md:order-1">
        <Address>{contact.address}</Address>
      </span>
      <span className="text-soft max-md:order-3 max-md:text-sm">
        <ChannelName channel={contact.channel} />
      </span>
      <span className="text-end text-soft text-sm max-md:order-4">
        <Time at={contact.lastAt} />
      </span>
    </Link>
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  const words = useWords();
  const navigate = route.useNavigate();
  if (isFiltered)
    return (
      <Empty icon={<SearchX size={20} />} title={words.messages.emptyFiltered} lead={words.messages.emptyFilteredLead}>
        <Button onClick={() => void navigate({ search: {} })}>{words.messages.clear}</Button>
      </Empty>
    );
  return (
    <Empty icon={<UsersRound size={20} />} title={words.contacts.empty} lead={words.contacts.emptyLead}>
      <Link to="/console" className={buttonClass('primary')}>
        {words.overview.openConsole}
      </Link>
    </Empty>
  );
}
