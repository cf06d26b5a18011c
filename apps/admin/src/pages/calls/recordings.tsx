import { Play } from 'lucide-react';
import type { Call } from '../../data/calls.ts';
import { useWords } from '../../languages/language.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { callClock } from './spans.ts';

interface Recording {
  readonly url: string;
  readonly durationSeconds?: number;
}

/** What was recorded with consent. The browser plays it in a tab of its own; what is said in it stands in the transcript. */
export function Recordings({ call }: { readonly call: Call & { readonly recordings?: readonly Recording[] } }) {
  const words = useWords();
  if (!call.recordings || call.recordings.length === 0)
    return <p className="text-soft text-sm">{words.calls.noRecording}</p>;
  return (
    <ul className="flex flex-wrap gap-2">
      {call.recordings.map(({ url, durationSeconds }) => (
        <li key={url}>
          <a href={url} target="_blank" rel="noreferrer" className={buttonClass('plain', true)}>
            <Play size={15} aria-hidden="true" />
            {durationSeconds === undefined ? words.calls.recordings : callClock(durationSeconds * 1000)}
          </a>
        </li>
      ))}
    </ul>
  );
}
