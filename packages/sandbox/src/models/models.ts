import { parse } from '../requests.ts';
import type { RandomStream } from '../seed.ts';
import { personaReply, type Said } from './persona.ts';
import { type ModelReply, modelScript, type NewModelScript, readReply } from './script.ts';

/** What a model was asked, and what it made of it. */
export interface ModelRequest extends Said {
  readonly vendor: 'openai' | 'anthropic';
  readonly account: string;
  readonly reply: ModelReply;
}

/** The minds of the simulated models, one for each account. */
export interface Models {
  /** What they answer from now on; without replies, as they would by themselves. */
  script(account: string, script: NewModelScript): void;
  answer(asked: Said & Pick<ModelRequest, 'vendor' | 'account'>): ModelReply;
  /** How long this answer is thought about. */
  thinkMs(reply: ModelReply): number;
  requests(account?: string): readonly ModelRequest[];
  clear(): void;
}

/** Models that nobody has written a script for. */
export function createModels(random: RandomStream, limit: number): Models {
  const scripts = new Map<string, ModelReply[]>();
  const requests: ModelRequest[] = [];

  function next(account: string, { turns }: Said): ModelReply | undefined {
    const replies = scripts.get(account) ?? [];
    const last = turns.at(-1)?.text.toLowerCase() ?? '';
    const at = replies.findIndex(({ when }) => when === undefined || last.includes(when.toLowerCase()));
    return at === -1 ? undefined : replies.splice(at, 1)[0];
  }

  return {
    script: (account, script) => void scripts.set(account, [...parse(modelScript, script).replies]),
    answer(asked) {
      const reply = next(asked.account, asked) ?? readReply(personaReply(asked));
      requests.push({ ...asked, reply });
      if (requests.length > limit) requests.shift();
      return reply;
    },
    thinkMs({ thinkMs }) {
      if (typeof thinkMs === 'number') return thinkMs;
      const [least, most] = thinkMs;
      return least + Math.round(random.next() * (most - least));
    },
    requests: account => requests.filter(one => account === undefined || one.account === account),
    clear() {
      scripts.clear();
      requests.length = 0;
    },
  };
}

/** A text as models stream it: word by word, the space with the word before. */
export function wordsOf(text: string): readonly string[] {
  return text.match(/\s*\S+\s*/g) ?? [];
}

/** About as many tokens as a text would be. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}
