import {
  AudioWaveform,
  BellRing,
  BookOpen,
  Cable,
  ChartColumn,
  Gauge,
  Hash,
  IdCard,
  Inbox,
  type LucideIcon,
  MessagesSquare,
  PhoneCall,
  Scale,
  ScrollText,
  Settings2,
  ShieldCheck,
  SquareUser,
  UsersRound,
  Webhook,
} from 'lucide-react';
import type { Words } from '../languages/en.ts';

/** A page of the menu. */
export interface PageEntry {
  readonly to:
    | '/'
    | '/console'
    | '/conversations'
    | '/messages'
    | '/calls'
    | '/agents'
    | '/contacts'
    | '/lines'
    | '/compliance'
    | '/usage'
    | '/connections'
    | '/webhooks'
    | '/alerts'
    | '/audit'
    | '/reference'
    | '/people'
    | '/security'
    | '/settings';
  readonly label: keyof Words['nav'];
  readonly icon: LucideIcon;
  /** Pressed after `g`. */
  readonly key: string;
  /** What it is for: talking, who and over what, looking after it, the house itself. */
  readonly group: 'talk' | 'people' | 'watch' | 'house';
}

/** The menu. The first four are always in reach on a telephone. */
export const pages: readonly PageEntry[] = [
  { to: '/', label: 'overview', icon: Gauge, key: 'o', group: 'talk' },
  { to: '/console', label: 'console', icon: AudioWaveform, key: 'c', group: 'talk' },
  { to: '/conversations', label: 'conversations', icon: MessagesSquare, key: 'v', group: 'talk' },
  { to: '/messages', label: 'messages', icon: Inbox, key: 'm', group: 'talk' },
  { to: '/calls', label: 'calls', icon: PhoneCall, key: 'h', group: 'talk' },
  { to: '/agents', label: 'agents', icon: SquareUser, key: 'a', group: 'people' },
  { to: '/contacts', label: 'contacts', icon: UsersRound, key: 't', group: 'people' },
  { to: '/lines', label: 'lines', icon: Hash, key: 'n', group: 'people' },
  { to: '/connections', label: 'connections', icon: Cable, key: 'x', group: 'people' },
  { to: '/alerts', label: 'alerts', icon: BellRing, key: 'e', group: 'watch' },
  { to: '/compliance', label: 'compliance', icon: Scale, key: 'l', group: 'watch' },
  { to: '/usage', label: 'usage', icon: ChartColumn, key: 'u', group: 'watch' },
  { to: '/webhooks', label: 'webhooks', icon: Webhook, key: 'w', group: 'watch' },
  { to: '/audit', label: 'audit', icon: ScrollText, key: 'r', group: 'watch' },
  { to: '/reference', label: 'api', icon: BookOpen, key: 'd', group: 'house' },
  { to: '/people', label: 'people', icon: IdCard, key: 'p', group: 'house' },
  { to: '/security', label: 'security', icon: ShieldCheck, key: 'y', group: 'house' },
  { to: '/settings', label: 'settings', icon: Settings2, key: 's', group: 'house' },
];

/** The groups of the menu, in their order. */
export const pageGroups = ['talk', 'people', 'watch', 'house'] as const satisfies readonly PageEntry['group'][];
