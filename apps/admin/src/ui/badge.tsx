import { Check, CircleDashed, Clock, HelpCircle, OctagonAlert, Send, ShieldBan } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords } from '../languages/language.tsx';
import { classNames } from './class-names.ts';

const tones: Readonly<Record<string, string>> = {
  queued: 'bg-moving-wash text-moving',
  sending: 'bg-moving-wash text-moving',
  sent: 'bg-moving-wash text-moving',
  delivered: 'bg-done-wash text-done',
  active: 'bg-done-wash text-done',
  deferred: 'bg-waiting-wash text-waiting',
  pending: 'bg-waiting-wash text-waiting',
  unknown: 'bg-waiting-wash text-waiting',
  failed: 'bg-wrong-wash text-wrong',
  refused: 'bg-wrong-wash text-wrong',
  blocked: 'bg-wrong-wash text-wrong',
};

/** The colour of a state that has a badge of its own kind. */
export const washes = {
  done: 'bg-done-wash text-done',
  moving: 'bg-moving-wash text-moving',
  waiting: 'bg-waiting-wash text-waiting',
  wrong: 'bg-wrong-wash text-wrong',
  quiet: 'bg-sunken text-soft',
} as const;

/** A word, a colour and a picture for something that is not the state of a message. */
export function Chip({
  tone,
  icon: Icon,
  hint,
  children,
}: {
  readonly tone: keyof typeof washes;
  readonly icon?: typeof Check;
  readonly hint?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <span
      title={hint}
      className={classNames(
        'inline-flex items-center gap-1 whitespace-nowrap rounded-full px-2 py-0.5 font-medium text-xs',
        washes[tone],
      )}
    >
      {Icon ? <Icon size={12} strokeWidth={2.25} aria-hidden="true" /> : null}
      {children}
    </span>
  );
}

const icons: Readonly<Record<string, typeof Check>> = {
  queued: CircleDashed,
  sending: Send,
  sent: Send,
  delivered: Check,
  active: Check,
  deferred: Clock,
  pending: Clock,
  unknown: HelpCircle,
  failed: OctagonAlert,
  refused: ShieldBan,
  blocked: ShieldBan,
};

/** Where something stands: a word, a colour and a picture, so that no one of them is needed alone. */
export function StateBadge({ state }: { readonly state: string }) {
  const words = useWords();
  const Icon = icons[state] ?? CircleDashed;
  return (
    <span
      title={words.stateHints[state]}
      className={classNames(
        'inline-flex items-center gap-1 whitespace-nowrap rounded-full px-2 py-0.5 font-medium text-xs',
        tones[state] ?? 'bg-sunken text-soft',
      )}
    >
      <Icon size={12} strokeWidth={2.25} aria-hidden="true" />
      {words.states[state] ?? state}
    </span>
  );
}
