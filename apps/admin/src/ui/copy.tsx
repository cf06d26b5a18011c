import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useWords } from '../languages/language.tsx';
import { IconButton } from './button.tsx';

/** Copies a text, and says so. */
export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const words = useWords();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <IconButton label={copied ? words.common.copied : (label ?? words.common.copy)} onClick={() => void copy()}>
      {copied ? <Check size={16} className="text-done" aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
    </IconButton>
  );
}

/** Something to paste into a terminal or a file. */
export function Snippet({ text }: { readonly text: string }) {
  return (
    <div className="relative max-w-full rounded-md border border-line bg-sunken text-start" dir="ltr">
      <pre className="whitespace-pre-wrap break-all p-3 pe-12 font-mono text-xs leading-5">{text}</pre>
      <div className="absolute end-1 top-1">
        <CopyButton text={text} />
      </div>
    </div>
  );
}
