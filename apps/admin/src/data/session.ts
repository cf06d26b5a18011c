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
}

/** What the server tells whoever opens the page. */
export interface Entrance {
  readonly mode: 'demo' | 'live';
  readonly version: string;
  readonly publicUrl: string;
  /** One click signs in: a demo, on this machine. */
  readonly demoOpens: boolean;
  readonly session: Session | null;
}

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
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== entranceQuery.queryKey[0] });
  };
  return {
    withToken: async (token: string) => become(await callPage<Entrance>('POST', '/session', { token })),
    openDemo: async () => become(await callPage<Entrance>('POST', '/session/demo', {})),
    out: async () => become(await callPage<Entrance>('DELETE', '/session')),
  };
}
