import { useLive } from '../../data/live.ts';

// The cord hangs between the desk and the phone; a pulse runs along it when something travels.
const path = 'M2 40 C 30 40, 24 116, 48 116 S 66 40, 94 40';

/** What travels between the agent and the person, as it travels. */
export function Cord() {
  const { happenings } = useLive();
  const travelling = happenings.find(each => each.kind === 'phone' || each.kind === 'mail');
  const direction =
    travelling && 'message' in travelling && 'direction' in travelling.message
      ? travelling.message.direction
      : travelling?.kind === 'mail'
        ? travelling.mail.direction
        : undefined;
  return (
    <div className="hidden px-1 pt-16 lg:block rtl:-scale-x-100">
      <svg aria-hidden="true" viewBox="0 0 96 130" className="w-full overflow-visible">
        <path d={path} fill="none" className="stroke-line" strokeWidth="7" strokeLinecap="round" />
        <path d={path} fill="none" className="stroke-page" strokeWidth="3.5" strokeLinecap="round" />
        <circle cx="2" cy="40" r="6.5" className="fill-ink" />
        <circle cx="94" cy="40" r="6.5" className="fill-ink" />
        {travelling ? (
          <circle
            key={travelling.key}
            r="6"
            className={direction === 'sent' ? 'cord-pulse cord-back fill-ink' : 'cord-pulse fill-ink'}
          />
        ) : null}
      </svg>
    </div>
  );
}
