import { ScrollArea } from '@base-ui/react/scroll-area';
import type { ReactNode } from 'react';

/** Something wider than a telephone. Fingers and the keyboard move it sideways. */
export function Wide({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <ScrollArea.Root className="min-w-0">
      <ScrollArea.Viewport role="region" aria-label={label} className="overscroll-x-contain">
        <ScrollArea.Content>{children}</ScrollArea.Content>
      </ScrollArea.Viewport>
    </ScrollArea.Root>
  );
}
