import type { SetupStep, SetupView } from '../../data/setup.ts';

/** An agent needs a server that runs. */
export function isOpen(view: SetupView, step: SetupStep): boolean {
  return (step !== 'agent' && step !== 'done') || (view.isStarted && view.writtenAt !== undefined);
}
