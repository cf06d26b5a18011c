import type { ReactNode } from 'react';
import { useWords } from '../languages/language.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { pages } from './pages.ts';

/** Every key there is. */
export function KeysHelp({ onClose }: { readonly onClose: () => void }) {
  const words = useWords();
  return (
    <Dialog open onClose={onClose} title={words.shell.keys}>
      <dl className="grid gap-2">
        <Row keys={[['Ctrl', 'K']]} says={words.keys.palette} />
        <Row keys={[['/']]} says={words.keys.search} />
        <Row keys={[['j']]} says={words.keys.next} />
        <Row keys={[['k']]} says={words.keys.previous} />
        <Row keys={[['Enter']]} says={words.keys.open} />
        <Row keys={[['Ctrl', 'Enter']]} says={words.keys.send} />
        <Row keys={[['?']]} says={words.keys.help} />
        {pages.map(page => (
          <Row key={page.to} keys={[['g'], [page.key]]} says={words.keys.go(words.nav[page.label])} />
        ))}
      </dl>
    </Dialog>
  );
}

function Row({ keys, says }: { readonly keys: readonly (readonly string[])[]; readonly says: ReactNode }) {
  const words = useWords();
  return (
    <div className="flex items-center justify-between gap-4">
      <dt>{says}</dt>
      <dd className="flex items-center gap-1.5 text-soft text-sm" dir="ltr">
        {keys.map((together, index) => (
          <span key={together.join()} className="flex items-center gap-1">
            {index > 0 ? <span className="px-0.5">{words.keys.after}</span> : null}
            {together.map(key => (
              <kbd
                key={key}
                className="min-w-6 rounded border border-line bg-sunken px-1.5 py-0.5 text-center font-mono text-xs"
              >
                {key}
              </kbd>
            ))}
          </span>
        ))}
      </dd>
    </div>
  );
}
