import type { Runtime } from '@buttdial/core';
import type { AgentBrain, BrainPart, CallerTurn, TextBrain } from '@buttdial/voice';

const presentMs = 30_000;

/** A brain that an agent may take the floor from. */
export interface Attended {
  readonly brain: TextBrain;
  /** The same agent; that it attends is noticed. */
  readonly agent: AgentBrain;
}

/**
 * Hands the floor to an agent while it attends, and back when it has not come for half a minute or lets a turn pass. Both
 * follow the conversation.
 */
export function attended(agent: AgentBrain, base: TextBrain, runtime: Runtime): Attended {
  let lastAtMs = Number.NEGATIVE_INFINITY;
  const isPresent = () => runtime.now().getTime() - lastAtMs < presentMs;

  async function* onTurn(turn: CallerTurn, signal: AbortSignal): AsyncGenerator<BrainPart> {
    if (!isPresent()) {
      agent.observe?.(turn);
      return yield* base.onTurn(turn, signal);
    }
    try {
      yield* agent.onTurn(turn, signal);
      base.observe?.(turn);
    } catch (missed) {
      signal.throwIfAborted();
      runtime.log.info('call.turn-missed', { cause: missed instanceof Error ? missed.name : 'unknown' });
      lastAtMs = Number.NEGATIVE_INFINITY;
      yield* base.onTurn(turn, signal);
    }
  }

  const both = [agent, base];
  const brain: TextBrain = {
    ...base,
    onTurn,
    observe: turn => both.forEach(one => void one.observe?.(turn)),
    onHeard: heard => both.forEach(one => void one.onHeard?.(heard)),
    tell: note => both.forEach(one => void one.tell?.(note)),
    close: () => both.forEach(one => void one.close?.()),
  };
  const attend: AgentBrain['attend'] = request => {
    lastAtMs = runtime.now().getTime();
    return agent.attend(request);
  };
  return { brain, agent: { ...agent, attend } };
}
