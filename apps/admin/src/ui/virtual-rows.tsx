import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { useWords } from '../languages/language.tsx';
import { classNames } from './class-names.ts';

const isWide = matchMedia('(min-width: 48rem)').matches;
const overscan = 8;

interface VirtualRowsProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Pixels, in wide windows and on telephones. */
  readonly height: { readonly wide: number; readonly narrow: number };
  /** Names of the columns, in the same grid as the rows; for those who see. */
  readonly head?: ReactNode;
  readonly more: { readonly isLoading: boolean; readonly load: () => void };
  readonly children: (row: Row) => ReactNode;
  readonly className?: string;
}

/** A list of any length, of which only what is in sight exists. It asks for more before its end is reached. */
export function VirtualRows<Row>(props: VirtualRowsProps<Row>) {
  const { label, rows, keyOf, height, head, more, children, className } = props;
  const words = useWords();
  const view = useRef<HTMLDivElement>(null);
  const size = isWide ? height.wide : height.narrow;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => view.current,
    estimateSize: () => size,
    overscan,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const { load } = more;
  useEffect(() => {
    if (last >= rows.length - overscan) load();
  }, [last, rows.length, load]);
  return (
    <>
      {head ? (
        <div aria-hidden="true" className="hidden border-line border-b md:block">
          {head}
        </div>
      ) : null}
      <div ref={view} className={classNames('overflow-y-auto', className ?? 'max-h-[calc(100dvh-17rem)]')}>
        <ol aria-label={label} className="relative" style={{ height: virtual.getTotalSize() }}>
          {shown.map(item => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <li
                key={keyOf(row)}
                aria-setsize={rows.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 border-line border-b"
                style={{ height: size, transform: `translateY(${item.start}px)` }}
              >
                {children(row)}
              </li>
            );
          })}
        </ol>
      </div>
      <p role="status" className="border-line border-t px-4 py-2 text-soft text-sm">
        {more.isLoading ? words.common.loadingMore : words.common.showing(String(rows.length))}
      </p>
    </>
  );
}
