import { useEffect } from 'react';
import { isWriting } from './shortcuts.ts';

/** `j` and `k` move through the rows marked `data-row`; a row takes the focus, so Enter opens it by itself. */
export function useListKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (isWriting(event) || (event.key !== 'j' && event.key !== 'k')) return;
      const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
      const at = rows.findIndex(row => row.contains(document.activeElement));
      const next = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + (event.key === 'j' ? 1 : -1)))];
      next?.focus();
      next?.scrollIntoView({ block: 'nearest' });
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
