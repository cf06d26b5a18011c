import type { Call } from '../../data/calls.ts';
import { useWords } from '../../languages/language.tsx';
import { Sound } from '../../ui/sound.tsx';

/** What was recorded with consent; what is said in it stands in the transcript. */
export function Recordings({ call }: { readonly call: Call }) {
  const words = useWords();
  if (call.recordings.length === 0) return <p className="text-soft text-sm">{words.calls.noRecording}</p>;
  return (
    <ul className="grid gap-2">
      {call.recordings.map(({ id, url, durationSeconds }) => (
        <li key={id}>
          <Sound url={url} durationSeconds={durationSeconds} />
        </li>
      ))}
    </ul>
  );
}
