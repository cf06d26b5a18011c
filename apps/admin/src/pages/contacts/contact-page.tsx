import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { MessagesSquare, UserX } from 'lucide-react';
import { type ContactDetail, contactQuery } from '../../data/lists.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, ChannelName } from '../../ui/address.tsx';
import { BackLink } from '../../ui/back-link.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Empty, Section, SkeletonRows } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';
import { ContactActions } from './contact-actions.tsx';
import { Ledger } from './ledger.tsx';
import { WishChip } from './wish-chip.tsx';

const route = getRouteApi('/contacts/$contactId');

/** One contact: where they stand, every line of their ledger, and what they may ask for. */
export function ContactPage() {
  const words = useWords();
  const { contactId } = route.useParams();
  const contact = useQuery(contactQuery(contactId));
  const isGone = contact.error && 'status' in contact.error && contact.error.status === 404;
  return (
    <>
      <BackLink to="/contacts">{words.contacts.title}</BackLink>
      {isGone ? (
        <>
          <h1 className="sr-only">{words.contacts.missing}</h1>
          <Empty icon={<UserX size={20} />} title={words.contacts.missing} lead={words.contacts.missingLead} />
        </>
      ) : contact.error ? (
        <Problem error={contact.error} onRetry={() => void contact.refetch()} />
      ) : null}
      {contact.isPending ? <SkeletonRows count={6} /> : null}
      {contact.data && !isGone ? <Known contact={contact.data} /> : null}
    </>
  );
}

function Known({ contact }: { readonly contact: ContactDetail }) {
  const words = useWords();
  return (
    <>
      <Head contact={contact} />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-3">
        <Section title={words.contacts.where} lead={words.contacts.whereLead}>
          <Where contact={contact} />
        </Section>
        <Section title={words.contacts.ledger} lead={words.contacts.ledgerLead} className="lg:col-span-2">
          <Ledger lines={contact.ledger} />
        </Section>
      </div>
      <ContactActions contact={contact} />
    </>
  );
}

function Head({ contact }: { readonly contact: ContactDetail }) {
  const words = useWords();
  return (
    <header className="mb-5 flex flex-wrap items-center gap-4">
      <div className="min-w-0 flex-1 max-sm:min-w-[70%]">
        <h1 className="flex min-w-0 items-center gap-1 font-bold text-xl sm:text-2xl">
          <Address className="truncate">{contact.address}</Address>
          <CopyButton text={contact.address} />
        </h1>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-soft text-sm">
          <span>
            {words.contacts.firstHeard} <Time at={contact.firstAt} look="full" />
          </span>
          <span>
            {words.contacts.lastHeard} <Time at={contact.lastAt} look="ago" />
          </span>
        </p>
      </div>
      <WishChip status={contact.status} />
      <Link to="/conversations" search={{ with: contact.id }} className={buttonClass('primary')}>
        <MessagesSquare size={16} aria-hidden="true" />
        {words.contacts.conversation}
      </Link>
    </header>
  );
}

function Where({ contact }: { readonly contact: ContactDetail }) {
  const words = useWords();
  return (
    <ul className="grid">
      {contact.channels.map(({ channel, status, since }) => (
        <li
          key={channel}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-t py-2.5 first:border-t-0"
        >
          <span className="min-w-24 flex-1">
            <ChannelName channel={channel} />
          </span>
          {since ? (
            <span className="text-soft text-sm">
              {words.contacts.since} <Time at={since} look="ago" />
            </span>
          ) : null}
          <WishChip status={status} />
        </li>
      ))}
    </ul>
  );
}
