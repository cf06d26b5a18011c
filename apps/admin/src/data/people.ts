import type { Output } from '@buttdial/client';
import { queryOptions } from '@tanstack/react-query';
import { callAuth, client } from './client.ts';

/** Somebody who belongs to the organization. */
export type Member = Output<'people.list'>['people'][number];
/** Somebody who is asked to join. */
export type Invitation = Output<'invitations.list'>['invitations'][number];

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: async () => (await client.people.list({})).people,
});

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: async () => (await client.invitations.list({})).invitations,
});

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async () => (await client.sessions.list({})).sessions,
});

/** A browser in which the person is signed in. */
export interface OwnSession {
  readonly id: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly browser: string | null;
  readonly isThis: boolean;
}

export const ownSessionsQuery = queryOptions({
  queryKey: ['own-sessions'],
  queryFn: async () => (await callAuth<{ sessions: readonly OwnSession[] }>('GET', '/sessions')).sessions,
});

/** A passkey of the person. */
export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string | null;
}

export const passkeysQuery = queryOptions({
  queryKey: ['passkeys'],
  queryFn: async () => (await callAuth<{ passkeys: readonly Passkey[] }>('GET', '/passkeys')).passkeys,
});

/** A browser as people know it, out of what it says it is: "Firefox, Windows". */
export function browserName(userAgent: string | null): string | undefined {
  if (!userAgent) return undefined;
  const named = [
    ['Edg/', 'Edge'],
    ['OPR/', 'Opera'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
  ].find(([mark = '']) => userAgent.includes(mark))?.[1];
  const system = /Android|iPhone|iPad|Windows|Mac OS X|CrOS|Linux/.exec(userAgent)?.[0].replace('Mac OS X', 'Mac');
  const known = [named, system].filter(Boolean).join(', ');
  return known || userAgent.slice(0, 40);
}
