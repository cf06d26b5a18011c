import { useSyncExternalStore } from 'react';

/** What the person chose; `system` follows the machine. */
export type ThemeChoice = 'light' | 'dark' | 'system';

const key = 'buttdial.theme';
const listeners = new Set<() => void>();
const machine = matchMedia('(prefers-color-scheme: dark)');
machine.addEventListener('change', apply);

/** The choice, and how to make another. */
export function useTheme(): {
  readonly choice: ThemeChoice;
  readonly isDark: boolean;
  choose(choice: ThemeChoice): void;
} {
  const choice = useSyncExternalStore(subscribe, read);
  const isDark = useSyncExternalStore(subscribe, dark);
  return { choice, isDark, choose: chooseTheme };
}

/** Keeps the choice in this browser and paints it. */
export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(key, choice);
  apply();
}

function read(): ThemeChoice {
  const kept = localStorage.getItem(key);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

function dark(): boolean {
  const choice = read();
  return choice === 'dark' || (choice === 'system' && machine.matches);
}

function apply(): void {
  document.documentElement.dataset.theme = dark() ? 'dark' : 'light';
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
