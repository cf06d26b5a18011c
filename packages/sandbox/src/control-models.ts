import { ButtdialError } from '@buttdial/core';
import type { ModelRequest } from './models/models.ts';
import type { NewModelScript } from './models/script.ts';
import type { Openai } from './openai/index.ts';
import type { RealtimeRecord } from './openai/realtime/session.ts';
import type { World } from './world.ts';

/** What can be done to the simulated language models from outside. An account is named by its name or a key. */
export interface ModelControls {
  /** What the models of an account answer from now on: each reply once, in this order, then as they would by themselves. */
  scriptModel(account: string, script: NewModelScript): void;
  /** What models were asked and what they answered, oldest first. */
  modelRequests(account?: string): readonly ModelRequest[];
  /** Speech-to-speech and transcription sessions with what the model remembers of them, oldest first. */
  realtimeSessions(account?: string): readonly RealtimeRecord[];
}

/** The verbs about models over a simulated world. */
export function modelVerbs({ world, openai }: { readonly world: World; readonly openai: Openai }): ModelControls {
  const nameOf = (account: string) => {
    const known = world.registry.account(account);
    if (!known) throw new ButtdialError('not-found', 'No such account in the sandbox.');
    return known.name;
  };
  return {
    scriptModel: (account, script) => world.models.script(nameOf(account), script),
    modelRequests: account => world.models.requests(account === undefined ? undefined : nameOf(account)),
    realtimeSessions: account => {
      const name = account === undefined ? undefined : nameOf(account);
      return openai.sessions().filter(session => name === undefined || session.account === name);
    },
  };
}
