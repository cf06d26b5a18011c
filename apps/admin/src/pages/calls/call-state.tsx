import { Check, CircleDashed, Clock, OctagonAlert, PhoneCall, PhoneMissed, ShieldBan } from 'lucide-react';
import type { CallRow } from '../../data/calls.ts';
import { useWords } from '../../languages/language.tsx';
import { classNames } from '../../ui/class-names.ts';

const looks: Readonly<Record<string, readonly [typeof Check, string]>> = {
  'in-progress': [PhoneCall, 'bg-done-wash text-done'],
  ringing: [PhoneCall, 'bg-moving-wash text-moving'],
  dialing: [PhoneCall, 'bg-moving-wash text-moving'],
  scheduled: [Clock, 'bg-waiting-wash text-waiting'],
  failed: [OctagonAlert, 'bg-wrong-wash text-wrong'],
  blocked: [ShieldBan, 'bg-wrong-wash text-wrong'],
  'no-answer': [PhoneMissed, 'bg-waiting-wash text-waiting'],
  busy: [PhoneMissed, 'bg-waiting-wash text-waiting'],
  declined: [PhoneMissed, 'bg-waiting-wash text-waiting'],
  'timed-out': [Clock, 'bg-waiting-wash text-waiting'],
};

/** Where a call stands, or how it ended: a word, a colour and a picture. */
export function CallState({ call }: { readonly call: Pick<CallRow, 'state' | 'status'> }) {
  const words = useWords();
  const word = call.state === 'ended' ? (call.status ?? 'ended') : call.state;
  const isOver = call.state === 'ended';
  const [Icon, tone] = looks[word] ?? [
    isOver ? Check : CircleDashed,
    isOver ? 'bg-sunken text-soft' : 'bg-moving-wash text-moving',
  ];
  return (
    <span
      data-call-state={word}
      className={classNames(
        'inline-flex items-center gap-1 whitespace-nowrap rounded-full px-2 py-0.5 font-medium text-xs',
        tone,
      )}
    >
      <Icon size={12} strokeWidth={2.25} aria-hidden="true" />
      {words.calls.states[word] ?? word}
    </span>
  );
}
