import type { World } from './world.ts';

/** One thing that is reported to the customer at a moment: first it becomes true, then it is posted. */
export interface Step {
  /** After the step before it. */
  readonly afterMs: number;
  /** Makes it true. False ends the sequence, because something else has happened in the meantime. */
  happen(): boolean;
  /** Posts it. */
  report?(signal: AbortSignal): Promise<void>;
}

/**
 * Plays steps in the background. What happens keeps to its time; reports are posted one after the other, so that they
 * arrive in order unless the behaviour shuffles or doubles them.
 */
export function playSteps(world: World, steps: readonly Step[]): void {
  const { behaviour, random, runtime } = world;
  const { shuffleCallbacks, duplicateCallbacks } = behaviour.current;
  const hits = (chance: number) => chance > 0 && random.callbacks.next() < chance;
  const shuffled = hits(shuffleCallbacks);
  world.background.run(async signal => {
    const held: NonNullable<Step['report']>[] = [];
    let posting = Promise.resolve();
    const post = (report: NonNullable<Step['report']>) => {
      posting = posting.then(() => report(signal));
      // The chain is awaited at the end; until then a failure must not count as unhandled.
      posting.catch(() => undefined);
    };
    for (const [place, step] of steps.entries()) {
      // Even the first step waits a turn, so that nothing happens before the request that caused it was answered.
      if (step.afterMs > 0 || place === 0) await runtime.sleep(step.afterMs, signal);
      if (!step.happen()) break;
      if (!step.report) continue;
      const times = hits(duplicateCallbacks) ? 2 : 1;
      for (let time = 0; time < times; time++) shuffled ? held.push(step.report) : post(step.report);
    }
    for (const report of shuffle(held, () => random.callbacks.next())) post(report);
    await posting;
  });
}

function shuffle<T>(list: readonly T[], next: () => number): T[] {
  const mixed = [...list];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
  }
  return mixed;
}
