import type { Input, Output } from '@buttdial/client';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

/** Somebody on the other side. */
export type Contact = Output<'contacts.list'>['contacts'][number];
/** One contact with where they stand, and their ledger. */
export type ContactDetail = Output<'contacts.get'>;
/** One thing that was said. */
export type ThreadEntry = Output<'contacts.thread'>['entries'][number];
/** One message with every step that it took. */
export type Timeline = Output<'messages.timeline'>;
/** A post from a vendor or to an application. */
export type Post = Output<'webhooks.list'>['posts'][number];
/** A row of the audit trail. */
export type AuditEntry = Output<'audit.search'>['entries'][number];
/** Something that people should hear about. */
export type Alert = Output<'alerts.list'>['alerts'][number];
/** A vendor, and what it asks for. */
export type OfferedProvider = Output<'providers.offered'>['providers'][number];
/** A rule, with the pack that it stands in. */
export type Rule = Output<'compliance.rules'>['packs'][number]['rules'][number];

const pageSize = 50;

/** Contacts, whoever was heard of last first, page by page. */
export const contactsQuery = (filter: Pick<Input<'contacts.list'>, 'find' | 'status'>) =>
  infiniteQueryOptions({
    queryKey: ['contacts', filter],
    queryFn: ({ pageParam, signal }) =>
      client.contacts.list({ ...filter, limit: pageSize, ...(pageParam ? { before: pageParam } : {}) }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.next ?? undefined,
  });

/** One contact. */
export const contactQuery = (contactId: string) =>
  queryOptions({
    queryKey: ['contacts', 'one', contactId],
    queryFn: ({ signal }) => client.contacts.get({ contactId }, { signal }),
  });

/** What went back and forth with a contact, newest first, page by page. */
export const contactThreadQuery = (contactId: string) =>
  infiniteQueryOptions({
    queryKey: ['contacts', 'thread', contactId],
    queryFn: ({ pageParam, signal }) =>
      client.contacts.thread({ contactId, limit: 30, ...(pageParam ? { until: pageParam } : {}) }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.next ?? undefined,
  });

/** A message's way. */
export const timelineQuery = (id: string) =>
  queryOptions({
    queryKey: ['messages', 'timeline', id],
    queryFn: ({ signal }) => client.messages.timeline({ id }, { signal }),
  });

/** Posts from vendors and to applications, newest first, page by page. */
export const postsQuery = (filter: Pick<Input<'webhooks.list'>, 'direction' | 'outcome' | 'agentId' | 'inboxId'>) =>
  infiniteQueryOptions({
    queryKey: ['webhooks', filter],
    queryFn: ({ pageParam, signal }) =>
      client.webhooks.list({ ...filter, limit: pageSize, ...(pageParam ? { beforeId: pageParam } : {}) }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.next ?? undefined,
  });

/** The audit trail, newest first, page by page. */
export const auditQuery = (filter: Pick<Input<'audit.search'>, 'event' | 'target' | 'traffic'>) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      client.audit.search(
        { ...filter, limit: pageSize, ...(pageParam ? { beforeSequence: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: 0,
    getNextPageParam: page => page.next ?? undefined,
  });

/** Signed sightings of the audit trail. */
export const checkpointsQuery = queryOptions({
  queryKey: ['audit', 'checkpoints'],
  queryFn: ({ signal }) => client.audit.checkpoints({}, { signal }),
});

/** What people should hear about, newest first, page by page. */
export const alertsQuery = (filter: Pick<Input<'alerts.list'>, 'kind'>) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'alerts', filter],
    queryFn: ({ pageParam, signal }) =>
      client.alerts.list(
        { ...filter, limit: pageSize, ...(pageParam ? { beforeSequence: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: 0,
    getNextPageParam: page => page.next ?? undefined,
  });

/** The rules in force. They change only with the server. */
export const rulesQuery = queryOptions({
  queryKey: ['rules'],
  queryFn: async ({ signal }) => (await client.compliance.rules({}, { signal })).packs,
  staleTime: Number.POSITIVE_INFINITY,
});

/** The do-not-call lists that were imported. */
export const numberListsQuery = queryOptions({
  queryKey: ['number-lists'],
  queryFn: async ({ signal }) => (await client.compliance.lists({}, { signal })).lists,
});

/** The vendors that this server offers. */
export const offeredQuery = queryOptions({
  queryKey: ['providers', 'offered'],
  queryFn: async ({ signal }) => (await client.providers.offered({}, { signal })).providers,
});

/** The organization's own accounts: which fields are set. */
export const ownProvidersQuery = queryOptions({
  queryKey: ['providers', 'own'],
  queryFn: async ({ signal }) => (await client.providers.list({}, { signal })).providers,
});

/** What agents cost and what is billed for them this month. */
export const billingQuery = queryOptions({
  queryKey: ['usage', 'billing'],
  queryFn: ({ signal }) => client.billing.get({ period: 'month' }, { signal }),
});

/** The books of a UTC month. */
export const statementQuery = (month: string) =>
  queryOptions({
    queryKey: ['usage', 'statement', month],
    queryFn: ({ signal }) => client.statements.get({ month }, { signal }),
  });
