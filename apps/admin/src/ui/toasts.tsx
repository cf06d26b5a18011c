import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { useWords } from '../languages/language.tsx';

const manager = Toast.createToastManager();

/** Says something at the edge of the page, with at most one thing to do about it. */
export function say(
  title: string,
  options: {
    readonly description?: string;
    readonly action?: { readonly label: string; readonly run: () => void };
    readonly forMs?: number;
  } = {},
): void {
  const { description, action, forMs = 5_000 } = options;
  const id: string = manager.add({
    title,
    timeout: forMs,
    ...(description === undefined ? {} : { description }),
    ...(action
      ? {
          actionProps: {
            children: action.label,
            onClick: () => {
              action.run();
              manager.close(id);
            },
          },
        }
      : {}),
  });
}

/** Where sayings appear. Screen readers hear them. */
export function Toasts() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-4 bottom-[calc(1rem+env(safe-area-inset-bottom))] z-60 mx-auto flex max-w-sm flex-col gap-2 max-md:bottom-20 md:start-auto md:end-6 md:mx-0 md:w-96">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const words = useWords();
  const { toasts } = Toast.useToastManager();
  return toasts.map(toast => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="rounded-lg bg-ink text-paper shadow-float transition duration-300 ease-settle data-ending-style:translate-y-2 data-ending-style:opacity-0 data-starting-style:translate-y-4 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-center gap-3 py-2.5 ps-4 pe-2">
        <div className="min-w-0 flex-1">
          <Toast.Title className="font-medium" />
          <Toast.Description className="text-sm opacity-80" />
        </div>
        {toast.actionProps ? (
          <Toast.Action className="h-8 shrink-0 rounded-md bg-page px-3 font-semibold text-on-page text-sm hover:bg-page-deep" />
        ) : null}
        <Toast.Close
          aria-label={words.common.dismiss}
          className="grid size-8 shrink-0 place-items-center rounded-md opacity-80 hover:opacity-100 focus-visible:outline-paper"
        >
          <X size={16} aria-hidden="true" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
