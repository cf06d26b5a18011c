import { useWords } from '../languages/language.tsx';

/** Says that nothing here is real. */
export function DemoMark() {
  const words = useWords();
  return (
    <span
      title={words.shell.demoHint}
      className="rounded-full border border-ink/25 px-2 py-px font-mono font-medium text-[0.6875rem] text-soft uppercase tracking-wide"
    >
      {words.shell.demo}
    </span>
  );
}
