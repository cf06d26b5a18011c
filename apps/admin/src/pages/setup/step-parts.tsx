import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SetupView } from '../../data/setup.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';

/** What every step gets. */
export interface StepProps {
  readonly view: SetupView;
  /** Leads on. */
  readonly onNext: () => void;
}

/** What leads on. */
export function Next({
  onNext,
  disabled = false,
  children,
}: {
  readonly onNext: () => void;
  readonly disabled?: boolean;
  readonly children?: ReactNode;
}) {
  const words = useWords();
  return (
    <div className="flex flex-wrap items-center justify-end gap-3 pt-1">
      {children}
      <Button look="primary" disabled={disabled} onClick={onNext}>
        {words.setup.next}
        <ArrowRight size={16} aria-hidden="true" className="rtl:-scale-x-100" />
      </Button>
    </div>
  );
}

/** What the environment of the process says, and the wizard therefore does not ask. */
export function Fixed({ names }: { readonly names: readonly string[] }) {
  const words = useWords();
  if (names.length === 0) return null;
  return <p className="break-words text-soft text-sm">{words.setup.fixed(names.join(', '))}</p>;
}
