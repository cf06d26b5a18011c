import { ScrollArea } from '@base-ui/react/scroll-area';
import { type ReactNode, useEffect, useRef } from 'react';

/** A list whose end is what counts. The keyboard can scroll it; screen readers hear what is added. */
export function Scroller({
  label,
  bottom,
  children,
}: {
  readonly label: string;
  /** Changes whenever something is added at the end. */
  readonly bottom: string | undefined;
  readonly children: ReactNode;
}) {
  const view = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (bottom) view.current?.scrollTo({ top: view.current.scrollHeight });
  }, [bottom]);
  return (
    <ScrollArea.Root className="flex min-h-0 flex-1">
      <ScrollArea.Viewport ref={view} role="log" aria-label={label} className="min-h-0 flex-1 overscroll-contain">
        <ScrollArea.Content className="flex min-h-full flex-col gap-1.5 p-3">{children}</ScrollArea.Content>
      </ScrollArea.Viewport>
    </ScrollArea.Root>
  );
}
