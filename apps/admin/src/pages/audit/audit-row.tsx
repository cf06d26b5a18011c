import { Link } from '@tanstack/react-router';
import type { AuditEntry } from '../../data/lists.ts';
import type { Words } from '../../languages/en.ts';
import { useWords } from '../../languages/language.tsx';
import { Address } from '../../ui/address.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Time } from '../../ui/time.tsx';

const columns =
  'grid content-center items-center gap-x-4 px-4 max-md:gap-y-1 grid-cols-[minmax(0,1fr)_auto] md:grid-cols-[4.5rem_minmax(0,1.2fr)_minmax(0,1fr)_minmax(0,1fr)_9rem]';

/** What an event is called; one without a name shows as it is written. */
export function eventName(words: Words, event: string): string {
  return words.audit.events[event] ?? event;
}

/** Who did it: a token by its kind, or one who has no token. */
export function actorName(words: Words, actor: string): string {
  const [kind = '', id] = actor.split(':');
  if (id === undefined) return words.audit.actors[actor] ?? actor;
  return words.settings.roles[kind] ?? (kind === 'agent' ? words.common.agent : kind);
}

/** Names of the columns. */
export function AuditHead() {
  const words = useWords();
  return (
    <div className={classNames(columns, 'h-9 font-medium text-soft text-sm')}>
      <span>{words.audit.row}</span>
      <span>{words.audit.event}</span>
      <span>{words.audit.actor}</span>
      <span>{words.audit.target}</span>
      <span className="text-end">{words.common.time}</span>
    </div>
  );
}

/** One link of the chain. */
export function AuditRow({ entry, search }: { readonly entry: AuditEntry; readonly search: object }) {
  const words = useWords();
  return (
    <Link
      to="/audit"
      search={{ ...search, open: String(entry.sequence) }}
      data-row
      className={classNames(columns, 'h-full outline-offset-[-2px] transition-colors hover:bg-sunken')}
    >
      <span className="font-mono text-soft text-sm max-md:order-2">{entry.sequence}</span>
      <span className="truncate font-medium max-md:order-1">
        <bdi>{eventName(words, entry.event)}</bdi>
      </span>
      <span className="truncate text-soft max-md:hidden">
        <bdi>{actorName(words, entry.actor)}</bdi>
      </span>
      <span className="truncate text-soft text-sm max-md:order-3">
        <Address>{entry.target}</Address>
      </span>
      <span className="text-end text-soft text-sm max-md:order-4">
        <Time at={entry.at} />
      </span>
    </Link>
  );
}
