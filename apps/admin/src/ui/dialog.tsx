import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useWords } from '../languages/language.tsx';
import { classNames } from './class-names.ts';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly children: ReactNode;
  /** A sheet from the side keeps the list beside it in sight. */
  readonly look?: 'middle' | 'side';
}

const popups = {
  middle:
    'm-auto max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-lg rounded-xl data-ending-style:scale-97 data-starting-style:scale-97',
  side: 'ms-auto h-dvh w-full max-w-md border-s data-ending-style:translate-x-6 data-starting-style:translate-x-6 rtl:data-ending-style:-translate-x-6 rtl:data-starting-style:-translate-x-6',
};

/** Something that wants the whole attention, or a sheet beside the list. Escape closes both. */
export function Dialog({ open, onClose, title, children, look = 'middle' }: DialogProps) {
  const words = useWords();
  const body = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={next => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-[oklch(0.2_0.02_70/0.4)] transition-opacity duration-200 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Viewport className="fixed inset-0 z-50 flex">
          <Base.Popup
            // Whoever opens a form wants to write, not to close it.
            initialFocus={() => body.current?.querySelector<HTMLElement>('input, textarea, select') ?? true}
            className={classNames(
              'flex flex-col overflow-hidden border-line bg-surface shadow-float outline-none transition duration-200 ease-settle data-ending-style:opacity-0 data-starting-style:opacity-0',
              popups[look],
            )}
          >
            <div className="flex items-center justify-between gap-3 border-line border-b px-5 py-3">
              <Base.Title className="font-semibold text-lg">{title}</Base.Title>
              <Base.Close
                aria-label={words.shell.close}
                className="grid size-9 place-items-center rounded-md text-soft hover:bg-sunken hover:text-ink"
              >
                <X size={18} aria-hidden="true" />
              </Base.Close>
            </div>
            <div ref={body} className="min-h-0 flex-1 overflow-y-auto px-5 py-4">
              {children}
            </div>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
