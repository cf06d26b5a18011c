import { Link } from '@tanstack/react-router';
import type { AuditEntry } from '../../data/lists.ts';
import { useWords } from '../../languages/language.tsx';
import { Address } from '../../ui/address.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Time } from '../../ui/time.tsx';
import { actorName, eventName } from './audit-row.tsx';

/** One link of the chain, whole. */
export function AuditSheet({
  entry,
  onClose,
}: {
  readonly entry: AuditEntry | undefined;
  readonly onClose: () => void;
}) {
  const words = useWords();
  return (
    <Dialog look="side" open={entry !== undefined} onClose={onClose} title={words.audit.detail}>
      {entry ? <Details entry={entry} /> : null}
    </Dialog>
  );
}

function Details({ entry }: { readonly entry: AuditEntry }) {
  const words = useWords();
  const details = Object.entries(entry.details);
  return (
    <div className="grid grid-cols-1 gap-6">
      <header>
        <p className="font-medium text-lg">{eventName(words, entry.event)}</p>
        <p className="font-mono text-soft text-sm">{entry.event}</p>
      </header>
      <Facts
        rows={[
          [
            words.audit.row,
            <span key="row" className="font-mono">
              {entry.sequence}
            </span>,
          ],
          [words.common.time, <Time key="at" at={entry.at} look="full" />],
          [words.audit.actor, <Who key="who" actor={entry.actor} />],
          [words.audit.target, <Target key="target" entry={entry} />],
          [
            words.audit.hash,
            <span key="hash" className="break-all font-mono text-xs">
              {entry.hash}
            </span>,
          ],
        ]}
      />
      {details.length > 0 ? (
        <section>
          <h3 className="mb-2 font-semibold">{words.audit.details}</h3>
          <Facts
            rows={details.map(([name, value]) => [
              name,
              <bdi key={name} className="font-mono text-sm">
                {typeof value === 'object' ? JSON.stringify(value) : String(value)}
              </bdi>,
            ])}
          />
        </section>
      ) : null}
    </div>
  );
}

function Who({ actor }: { readonly actor: string }) {
  const words = useWords();
  const [, id] = actor.split(':');
  return (
    <>
      {actorName(words, actor)}
      {id === undefined ? null : (
        <>
          {' '}
          <Address className="text-soft">{id}</Address>
        </>
      )}
    </>
  );
}

// A message leads to its page; everything else to the other rows about it.
function Target({ entry }: { readonly entry: AuditEntry }) {
  const address = <Address>{entry.target}</Address>;
  return entry.event.startsWith('message.') ? (
    <Link to="/messages" search={{ open: entry.target }} className="underline">
      {address}
    </Link>
  ) : (
    <Link to="/audit" search={{ target: entry.target }} className="underline">
      {address}
    </Link>
  );
}
