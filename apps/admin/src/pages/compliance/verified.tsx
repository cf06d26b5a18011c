import { BookCheck, BookOpen, House } from 'lucide-react';
import type { Rule } from '../../data/lists.ts';
import { useWords } from '../../languages/language.tsx';
import { Chip } from '../../ui/badge.tsx';

/** Where a rule holds. */
export function placeOf({ jurisdiction }: Rule, everywhere: string): string {
  return jurisdiction === '*' ? everywhere : jurisdiction;
}

const looks = {
  high: { tone: 'done', icon: BookCheck },
  medium: { tone: 'waiting', icon: BookOpen },
  policy: { tone: 'quiet', icon: House },
} as const;

/** How sure it is that the law says so. */
export function Verified({ state }: { readonly state: Rule['verified'] }) {
  const words = useWords();
  return (
    <Chip {...looks[state]} hint={words.compliance.verifiedHints[state]}>
      {words.compliance.verified[state]}
    </Chip>
  );
}
