import { Pause, Play } from 'lucide-react';
import { type LiveState, live, useLive } from '../data/live.ts';
import { useWords } from '../languages/language.tsx';
import { classNames } from '../ui/class-names.ts';

const dots: Readonly<Record<LiveState, string>> = {
  live: 'bg-done',
  connecting: 'bg-waiting animate-pulse-soft',
  paused: 'bg-soft',
  offline: 'bg-wrong animate-pulse-soft',
};

/** Whether the page hears what happens, and a way to hold it still. */
export function LiveBadge({ compact = false }: { readonly compact?: boolean }) {
  const words = useWords();
  const { state } = useLive();
  const paused = state === 'paused';
  return (
    <div
      role="status"
      className={classNames(
        'flex items-center gap-2 text-sm',
        compact ? 'rounded-full' : 'rounded-md ps-2.5 text-soft',
      )}
    >
      <span className={classNames('size-2 shrink-0 rounded-full', dots[state])} aria-hidden="true" />
      <span className={compact ? 'sr-only' : 'flex-1 truncate'} data-live={state}>
        {words.shell[state]}
      </span>
      {compact ? null : (
        <button
          type="button"
          aria-label={paused ? words.shell.resume : words.shell.pause}
          title={paused ? words.shell.resume : words.shell.pause}
          onClick={() => live.pause(!paused)}
          className="grid size-8 place-items-center rounded-md hover:bg-sunken hover:text-ink"
        >
          {paused ? <Play size={15} aria-hidden="true" /> : <Pause size={15} aria-hidden="true" />}
        </button>
      )}
    </div>
  );
}
