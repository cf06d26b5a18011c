import type { BrainPart, TextBrain } from './brain.ts';

const strikes = 2;

/**
 * Asks the first brain; one that fails before it has said anything is stood in for by the next, and after two failures it
 * is not asked again. All of them follow the conversation, so that each can take over in the middle.
 */
export function fallback(...brains: readonly [TextBrain, ...TextBrain[]]): TextBrain {
  const failures = new Map<TextBrain, number>();
  const willing = () => brains.filter(brain => (failures.get(brain) ?? 0) < strikes || brain === brains.at(-1));

  async function* ask(
    question: (brain: TextBrain) => AsyncIterable<BrainPart> | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<BrainPart> {
    for (const brain of willing()) {
      let hasSpoken = false;
      try {
        for await (const part of question(brain) ?? []) {
          hasSpoken = true;
          yield part;
        }
        return;
      } catch (failure) {
        signal.throwIfAborted();
        failures.set(brain, (failures.get(brain) ?? 0) + 1);
        if (hasSpoken || brain === brains.at(-1)) throw failure;
      }
    }
  }

  return {
    open: (context, signal) => ask(brain => brain.open?.(context, signal), signal),
    async *onTurn(turn, signal) {
      const asked = new Set<TextBrain>();
      const question = (brain: TextBrain) => {
        asked.add(brain);
        return brain.onTurn(turn, signal);
      };
      try {
        yield* ask(question, signal);
      } finally {
        for (const brain of brains) if (!asked.has(brain)) brain.observe?.(turn);
      }
    },
    observe: turn => brains.forEach(brain => void brain.observe?.(turn)),
    onHeard: heard => brains.forEach(brain => void brain.onHeard?.(heard)),
    tell: note => brains.forEach(brain => void brain.tell?.(note)),
    async wrapUp(transcript, signal) {
      for (const brain of brains) {
        const outcome = await brain.wrapUp?.(transcript, signal);
        if (outcome) return outcome;
      }
      return undefined;
    },
    close: () => brains.forEach(brain => void brain.close?.()),
  };
}
