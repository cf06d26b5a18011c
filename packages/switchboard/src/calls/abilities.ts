import type { CallRecord, LanguageModel, Realtime, Speech, Transcription } from '@buttdial/core';
import type { Deps } from '../deps.ts';

/** Who may be asked for. `auto` takes the best that is there. */
export const brainNames = ['auto', 'agent', 'llm', 'realtime', 'script'] as const;
/** One of `brainNames`. */
export type BrainName = (typeof brainNames)[number];

/** What this installation, or the organization's own accounts, can do besides carrying a call. */
export interface Abilities {
  readonly language?: LanguageModel;
  readonly realtime?: Realtime;
  readonly speech?: Speech;
  readonly transcription?: Transcription;
}

/** What there is right now for an organization. */
export function abilitiesOf(deps: Deps, organizationId: string): Abilities {
  const of = <Name extends keyof Abilities>(name: Name): Pick<Abilities, Name> => {
    const offered = deps.connections.offering?.(organizationId, name)?.provider[name];
    return (offered ? { [name]: offered } : {}) as Pick<Abilities, Name>;
  };
  return { ...of('language'), ...of('realtime'), ...of('speech'), ...of('transcription') };
}

/** Who may answer: also the machine that takes messages. */
export type Answerer = BrainName | 'machine';

/** Who talks, and over what. */
export type Cast = Pick<CallRecord, 'brain' | 'transport'>;

/** What was wanted of a cast, and what the carrier has. */
export interface Wanted {
  readonly direction: CallRecord['direction'];
  readonly brain: Answerer;
  readonly transport: 'auto' | 'relay' | 'media';
  readonly lines: readonly ('text' | 'media')[] | undefined;
}

/** What is missing for what was wanted, in words for people; or the cast. */
export function castOf(deps: Deps, abilities: Abilities, wanted: Wanted): Cast | { readonly missing: string } {
  const brain = brainOf(deps, abilities, wanted);
  if (brain === 'llm' && !abilities.language) return { missing: 'a language model' };
  if (brain === 'realtime' && !(abilities.realtime && abilities.speech))
    return { missing: 'a speech-to-speech model, and a voice for what it may not change' };
  const transport = transportOf(brain, wanted);
  if (transport === 'relay' || brain === 'realtime') return { brain, transport };
  return abilities.speech && abilities.transcription ? { brain, transport } : { missing: 'speech and transcription' };
}

function brainOf({ scripted }: Deps, { language }: Abilities, { brain, direction }: Wanted): Exclude<Answerer, 'auto'> {
  if (brain !== 'auto') return brain;
  if (language) return 'llm';
  if (scripted) return 'script';
  return direction === 'inbound' ? 'machine' : 'agent';
}

function transportOf(brain: string, { transport, lines }: Wanted): Cast['transport'] {
  if (brain === 'realtime') return 'media';
  if (transport !== 'auto') return transport;
  return lines && !lines.includes('text') ? 'media' : 'relay';
}
