import { useFormats } from '../../formats.ts';

/** The UTC days up to a moment, oldest first. */
export function daysBack(count: number, until: Date): Date[] {
  const today = Math.floor(until.getTime() / 86_400_000);
  return Array.from({ length: count }, (_, index) => new Date((today - count + 1 + index) * 86_400_000));
}

/** A few bars, with their numbers written above them: the chart is its own table. */
export function Bars({
  label,
  rows,
}: {
  readonly label: string;
  readonly rows: readonly { readonly label: string; readonly value: number }[];
}) {
  const formats = useFormats();
  const highest = Math.max(1, ...rows.map(row => row.value));
  return (
    <ol aria-label={label} className="flex h-36 items-stretch gap-2 sm:gap-4">
      {rows.map((row, index) => (
        <li key={row.label} className="flex min-w-0 flex-1 flex-col items-center justify-end gap-1.5">
          <span className="font-medium text-sm tabular-nums">{row.value === 0 ? '' : formats.count(row.value)}</span>
          <span
            aria-hidden="true"
            className={`w-full max-w-20 rounded-t-md transition-all duration-500 ${index === rows.length - 1 ? 'bg-page' : 'bg-ink/25'}`}
            style={{ height: `${Math.max(2, (row.value / highest) * 84)}px` }}
          />
          <span className="truncate text-soft text-xs">{row.label}</span>
        </li>
      ))}
    </ol>
  );
}
