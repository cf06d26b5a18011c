import { Check } from 'lucide-react';
import { type SetupStep, type SetupView, setupSteps } from '../../data/setup.ts';
import { useWords } from '../../languages/language.tsx';
import { classNames } from '../../ui/class-names.ts';
import { isOpen } from './is-open.ts';

interface StepperProps {
  readonly view: SetupView;
  readonly current: SetupStep;
  readonly onChoose: (step: SetupStep) => void;
}

/** The finger holes of a dial, one for each step: filled where something is settled. */
export function Stepper({ view, current, onChoose }: StepperProps) {
  const words = useWords();
  return (
    <nav aria-label={words.setup.title}>
      <ol className="flex gap-1 overflow-x-auto max-lg:-mx-1 max-lg:justify-between lg:grid">
        {setupSteps.map((step, index) => {
          const isHere = step === current;
          const isDone = settled(view, step);
          return (
            <li key={step}>
              <button
                type="button"
                aria-current={isHere ? 'step' : undefined}
                disabled={!isOpen(view, step)}
                onClick={() => onChoose(step)}
                className={classNames(
                  'flex w-full items-center gap-3 rounded-md p-1 text-start font-medium transition disabled:cursor-not-allowed disabled:opacity-60 lg:px-2 lg:py-1.5',
                  isHere ? 'text-ink lg:bg-sunken' : 'text-soft hover:text-ink',
                )}
              >
                <span
                  className={classNames(
                    'grid size-7 shrink-0 place-items-center rounded-full border text-sm tabular-nums',
                    isHere
                      ? 'border-page bg-page font-semibold text-on-page'
                      : isDone
                        ? 'border-done-wash bg-done-wash text-done'
                        : 'border-line',
                  )}
                >
                  {isDone && !isHere ? <Check size={15} aria-hidden="true" /> : index + 1}
                </span>
                <span className="max-lg:sr-only">{words.setup.steps[step]}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function settled(view: SetupView, step: SetupStep): boolean {
  const chosen = view.vendors.filter(vendor => vendor.isChosen);
  switch (step) {
    case 'surroundings':
      return view.values.WEBHOOK_BASE_URL !== '';
    case 'vendors':
      return chosen.length > 0;
    case 'credentials':
      return (
        chosen.length > 0 &&
        chosen.every(vendor => vendor.acceptedAt !== undefined || (vendor.schema.required ?? []).length === 0)
      );
    case 'limits':
      return (setupSteps as readonly string[]).indexOf(view.step) > setupSteps.indexOf('limits');
    case 'database':
      return view.database.isChosen;
    case 'start':
      return view.writtenAt !== undefined && view.isStarted;
    case 'agent':
      return view.firstAgent !== undefined;
    case 'done':
      return false;
  }
}
