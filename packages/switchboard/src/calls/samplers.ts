import type { LanguageModel, Turn } from '@buttdial/core';

/** One answer of a connected client's own model: what was said so far in, its words out. @throws when the client does not answer. */
export type Sample = (
  request: {
    readonly system: string;
    readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly text: string }[];
    readonly maxTokens: number;
  },
  signal: AbortSignal,
) => Promise<string>;

/** The connected clients, of this process, that lend their model to their agent's telephone. */
export interface Samplers {
  /** @returns takes it back. */
  add(agentId: string, sample: Sample): () => void;
  /** The model of the client that connected last; undefined when none lends one. */
  of(agentId: string): LanguageModel | undefined;
}

/** One for the whole process: what clients lend is used by the calls of the same server. */
export function createSamplers(): Samplers {
  const lent = new Map<string, Set<Sample>>();
  return {
    add(agentId, sample) {
      const mine = lent.get(agentId) ?? new Set();
      lent.set(agentId, mine.add(sample));
      return () => {
        mine.delete(sample);
        if (mine.size === 0) lent.delete(agentId);
      };
    },
    of(agentId) {
      const sample = [...(lent.get(agentId) ?? [])].at(-1);
      return sample && modelOf(sample);
    },
  };
}

// A lent model has no tools: whatever is to be done in the call, the line and its owner do.
function modelOf(sample: Sample): LanguageModel {
  return {
    async *reply({ system, turns, maxTokens }, { signal }) {
      const text = await sample({ system, messages: turns.flatMap(spoken), maxTokens }, signal);
      yield { kind: 'text', text };
      yield { kind: 'end', reason: 'stop' };
    },
  };
}

function spoken({ role, text }: Turn): readonly { readonly role: 'user' | 'assistant'; readonly text: string }[] {
  return role === 'tool' || text === '' ? [] : [{ role, text }];
}
