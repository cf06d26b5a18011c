import { type FormEvent, useState } from 'react';

/** One step of a way in: runs it, and says whether it is under way and what went wrong. */
export function useStep() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    await work().catch(setError);
    setBusy(false);
  };
  const submit = (work: () => Promise<void>) => (event: FormEvent) => {
    event.preventDefault();
    void run(work);
  };
  return { busy, error, run, submit };
}
