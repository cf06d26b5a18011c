import type { OperationName } from '@buttdial/client';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { callPage } from './client.ts';

/** Who is signed in, and what they may do. The server decides again at every call; this only hides what it would refuse. */
export interface Session {
  readonly kind: 'organization' | 'orchestrator';
  readonly organizationId: string;
  readonly until: string;
  readonly operations: readonly string[];
  /** The simulated phones and mailboxes of the demo are theirs. */
  readonly network: boolean;
  /** Absent for a token. */
  readonly person?: Person;
  /** Where the person belongs. */
  readonly organizations?: readonly { readonly id: string; readonly name: string; readonly role: Role }[];
}

/** What somebody is in an organization. */
export type Role = 'owner' | 'admin' | 'viewer';

/** Whoever signed in as themselves. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** The password alone does not sign them in. */
  readonly secondFactor: boolean;
}

/** What the server tells whoever opens the page. */
export interface Entrance {
  /** `setup`: there is no server yet, only its wizard. */
  readonly mode: 'demo' | 'live' | 'setup';
  readonly version: string;
  readonly publicUrl: string;
  /** One click signs in: a demo, on this machine. */
  readonly demoOpens: boolean;
  /** Whether whoever asks may register. */
  readonly registration?: 'open' | 'closed';
  /** Why somebody who is signed in may not come in. */
  readonly notice?: string;
  readonly session: Session | null;
}

/** The set-up has a door of its own, and belongs to no session. */
export const setupKey = 'setup';

/** The entrance; asked again from time to time, so that a page in use stays signed in. */
export const entranceQuery = queryOptions({
  queryKey: ['entrance'],
  queryFn: () => callPage<Entrance>('GET', '/session'),
  staleTime: 60_000,
  refetchInterval: 15 * 60_000,
});

/** The entrance of a page that is only shown once it is known. */
export function useEntrance(): Entrance {
  const { data } = useQuery(entranceQuery);
  if (!data) throw new TypeError('The entrance is read before any page is shown.');
  return data;
}

/** Whether the person may run an operation. */
export function useMay(operation: OperationName): boolean {
  return useEntrance().session?.operations.includes(operation) ?? false;
}

/** Signs in and out. Everything that was read belongs to whoever was signed in, so it goes. */
export function useSigning() {
  const queries = useQueryClient();
  const become = (entrance: Entrance) => {
    queries.setQueryData(entranceQuery.queryKey, entrance);
    queries.removeQueries({
      predicate: ({ queryKey }) => queryKey[0] !== entranceQuery.queryKey[0] && queryKey[0] !== setupKey,
    });
  };
  return {
    withToken: async (token: string) => become(await callPage<Entrance>('POST', '/session', { token })),
    openDemo: async () => become(await callPage<Entrance>('POST', '/session/demo', {})),
    out: async () => become(await callPage<Entrance>('DELETE', '/session')),
    /** Somebody came in through one of the ways below `/auth`. */
    entered: async () => become(await callPage<Entrance>('GET', '/session')),
    chooseOrganization: async (organizationId: string) => {
      await callPage('POST', '/session/organization', { organizationId });
      become(await callPage<Entrance>('GET', '/session'));
    },
  };
}
