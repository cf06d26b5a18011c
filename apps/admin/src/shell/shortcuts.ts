import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { pages } from './pages.ts';

/** What lies over the page. */
export type Overlay = 'palette' | 'keys' | undefined;

const patienceMs = 1_200;

/** Keys that work on every page. Letters only where nobody is writing. */
export function useShortcuts(show: (overlay: Overlay) => void): void {
  const navigate = useNavigate();
  const leader = useRef(0);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        return show('palette');
      }
      if (isWriting(event)) return undefined;
      const page =
        event.timeStamp - leader.current < patienceMs ? pages.find(each => each.key === event.key) : undefined;
      leader.current = event.key === 'g' ? event.timeStamp : 0;
      if (page) {
        event.preventDefault();
        return void navigate({ to: page.to });
      }
      if (event.key === '?') return show('keys');
      if (event.key === '/') {
        event.preventDefault();
        const search = document.querySelector<HTMLInputElement>('[data-search]');
        return search ? search.focus() : show('palette');
      }
      return undefined;
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [navigate, show]);
}

/** True where a letter is text, or belongs to the browser. */
export function isWriting(event: KeyboardEvent): boolean {
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return true;
  const target = event.target instanceof HTMLElement ? event.target : undefined;
  return target !== undefined && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
