import { KeyRound } from 'lucide-react';
import { useWords } from '../../languages/language.tsx';
import { CopyButton } from '../../ui/copy.tsx';

/** A new token. It is shown here and never again. */
export function TokenOnce({ token }: { readonly token: string }) {
  const words = useWords();
  return (
    <div role="status" className="grid gap-2 rounded-lg bg-page p-4 text-on-page">
      <p className="flex items-center gap-2 font-semibold">
        <KeyRound size={18} aria-hidden="true" />
        {words.agents.tokenOnce}
      </p>
      <p className="text-sm">{words.agents.tokenOnceLead}</p>
      <div className="flex items-center gap-1 rounded-md bg-surface ps-3 text-ink" dir="ltr">
        <code className="min-w-0 flex-1 break-all py-2 font-mono text-xs">{token}</code>
        <CopyButton text={token} />
      </div>
    </div>
  );
}
