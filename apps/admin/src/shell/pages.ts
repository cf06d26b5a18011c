import {
  AudioWaveform,
  BookOpen,
  ChartColumn,
  Gauge,
  Hash,
  Inbox,
  type LucideIcon,
  Settings2,
  SquareUser,
} from 'lucide-react';
import type { Words } from '../languages/en.ts';

/** A page of the menu. */
export interface PageEntry {
  readonly to: '/' | '/console' | '/messages' | '/agents' | '/lines' | '/usage' | '/reference' | '/settings';
  readonly label: keyof Words['nav'];
  readonly icon: LucideIcon;
  /** Pressed after `g`. */
  readonly key: string;
}

/** The menu. The first four are always in reach on a telephone. */
export const pages: readonly PageEntry[] = [
  { to: '/', label: 'overview', icon: Gauge, key: 'o' },
  { to: '/console', label: 'console', icon: AudioWaveform, key: 'c' },
  { to: '/messages', label: 'messages', icon: Inbox, key: 'm' },
  { to: '/agents', label: 'agents', icon: SquareUser, key: 'a' },
  { to: '/lines', label: 'lines', icon: Hash, key: 'n' },
  { to: '/usage', label: 'usage', icon: ChartColumn, key: 'u' },
  { to: '/reference', label: 'api', icon: BookOpen, key: 'd' },
  { to: '/settings', label: 'settings', icon: Settings2, key: 's' },
];
