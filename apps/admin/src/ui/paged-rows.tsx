import type { ComponentProps, ReactNode } from 'react';
import { Problem } from './problem.tsx';
import { SkeletonRows } from './surface.tsx';
import { VirtualRows } from './virtual-rows.tsx';

/** What of an infinite query such a list needs. */
interface Paged {
  readonly error: unknown;
  readonly isPending: boolean;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  refetch(): Promise<unknown>;
  fetchNextPage(): Promise<unknown>;
}

type PagedRowsProps<Row> = Omit<ComponentProps<typeof VirtualRows<Row>>, 'more'> & {
  readonly list: Paged;
  /** Stands where there are no rows. */
  readonly empty: ReactNode;
};

/** A list that the server gives page by page: its shape while it comes, what went wrong, nothing, or its rows. */
export function PagedRows<Row>({ list, empty, rows, ...look }: PagedRowsProps<Row>) {
  if (list.isPending)
    return (
      <div className="px-5 py-4">
        <SkeletonRows count={8} />
      </div>
    );
  const load = () => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage();
  return (
    <>
      {list.error ? <Problem error={list.error} onRetry={() => void list.refetch()} className="m-4" /> : null}
      {rows.length === 0 && !list.error ? empty : null}
      {rows.length > 0 ? (
        <VirtualRows rows={rows} more={{ isLoading: list.isFetchingNextPage, load }} {...look} />
      ) : null}
    </>
  );
}
