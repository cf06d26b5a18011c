import { Check, CircleDashed, ShieldBan } from 'lucide-react';
import type { Contact } from '../../data/lists.ts';
import { useWords } from '../../languages/language.tsx';
import { Chip } from '../../ui/badge.tsx';

const looks = {
  granted: { tone: 'done', icon: Check },
  'opted-out': { tone: 'wrong', icon: ShieldBan },
  none: { tone: 'quiet', icon: CircleDashed },
} as const;

/** What somebody agreed to, or that they said stop. */
export function WishChip({ status }: { readonly status: Contact['status'] }) {
  const words = useWords();
  return <Chip {...looks[status]}>{words.contacts.statuses[status]}</Chip>;
}
