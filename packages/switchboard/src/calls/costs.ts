import type { CallEventRecord, CallRecord } from '@buttdial/core';
import type { Deps } from '../deps.ts';
import type { ModelUse, TokenUse } from '../model-prices.ts';
import { type CostsView, type Kept, keptOf, sealHappening } from './happenings.ts';

/** What a call costs, in parts, in micros. */
export interface CallCosts {
  readonly carrier: number;
  /** The ears and the mouth of a carrier's text relay. */
  readonly relay: number;
  readonly model: number;
  readonly speech: number;
  readonly transcription: number;
  /** What was used and has no price in the list: it is counted, and not part of the sum. */
  readonly unpriced: readonly string[];
}

/** The sum of all parts but the carrier's. */
export function besidesCarrier({ relay, model, speech, transcription }: Omit<CallCosts, 'carrier'>): number {
  return relay + model + speech + transcription;
}

/** Parts as they are told. */
export function viewCosts(costs: CallCosts): CostsView {
  const { carrier, relay, model, speech, transcription, unpriced } = costs;
  const units = (micros: number) => micros / 1_000_000;
  return {
    carrier: units(carrier),
    relay: units(relay),
    model: units(model),
    speech: units(speech),
    transcription: units(transcription),
    total: units(carrier + besidesCarrier(costs)),
    ...(unpriced.length > 0 && { unpriced: [...unpriced] }),
  };
}

type Talked = Pick<CallRecord, 'organizationId' | 'connection' | 'brain' | 'transport'>;
type Part = 'relay' | 'model' | 'speech' | 'transcription';
type Used = readonly [Part, ModelUse];

/** What a call used besides its line: by what was kept of it, and by how long was talked. */
function usesOf(
  deps: Deps,
  call: Talked,
  { kept, talkMs }: { readonly kept: readonly Kept[]; readonly talkMs: number },
): readonly Used[] {
  const seconds = talkMs / 1_000;
  const model = mergedUses(kept.flatMap(each => (each.kind === 'usage' ? each.uses : [])));
  const models = model.map(use => ['model', use] as const);
  if (call.brain === 'none' || seconds === 0) return models;
  if (call.transport === 'relay') return [...models, ['relay', { ...relayOf(call), unit: 'minutes', seconds }]];
  const said = kept.flatMap(each =>
    each.kind === 'line' && each.who === 'agent' ? [each.generated ?? each.text] : [],
  );
  const isRealtime = call.brain === 'realtime';
  // A speech-to-speech model speaks and hears by itself; the notice before it is said by the voice.
  const spoken = isRealtime ? said.slice(0, 1) : said;
  const characters = spoken.reduce((sum, text) => sum + text.length, 0);
  const speech: Used = ['speech', { ...nameOf(deps, call, 'speech'), unit: 'characters', characters }];
  if (isRealtime) return [...models, speech];
  return [...models, speech, ['transcription', { ...nameOf(deps, call, 'transcription'), unit: 'minutes', seconds }]];
}

function relayOf({ connection }: Talked) {
  return { provider: connection, model: 'conversation-relay' };
}

/** Which of an organization's accounts does something, and its model. */
export function nameOf(
  deps: Deps,
  { organizationId }: Pick<CallRecord, 'organizationId'>,
  ability: 'language' | 'realtime' | 'speech' | 'transcription',
): { readonly provider: string; readonly model: string } {
  const offered = deps.connections.offering?.(organizationId, ability);
  return { provider: offered?.name ?? 'unknown', model: offered?.provider[ability]?.model ?? ability };
}

/** One entry for each model. */
export function mergedUses(uses: readonly ModelUse[]): readonly ModelUse[] {
  const byModel = new Map<string, ModelUse>();
  for (const use of uses) {
    const key = `${use.unit} ${use.provider} ${use.model}`;
    const before = byModel.get(key);
    byModel.set(
      key,
      before?.unit === 'tokens' && use.unit === 'tokens' ? { ...use, ...addedTokens(before, use) } : use,
    );
  }
  return [...byModel.values()];
}

function addedTokens(one: TokenUse, other: TokenUse): TokenUse {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    cachedInputTokens: (one.cachedInputTokens ?? 0) + (other.cachedInputTokens ?? 0),
    inputAudioTokens: (one.inputAudioTokens ?? 0) + (other.inputAudioTokens ?? 0),
    outputAudioTokens: (one.outputAudioTokens ?? 0) + (other.outputAudioTokens ?? 0),
  };
}

/** Prices what was used; what has no price is named. */
function pricedUses({ priceOfUse }: Pick<Deps, 'priceOfUse'>, uses: readonly Used[]): Omit<CallCosts, 'carrier'> {
  const costs = { relay: 0, model: 0, speech: 0, transcription: 0 };
  const unpriced: string[] = [];
  for (const [part, use] of uses) {
    const price = priceOfUse(use);
    if (price === undefined) unpriced.push(`${part}: ${use.provider} ${use.model}`);
    else costs[part] += price;
  }
  return { ...costs, unpriced };
}

/** What a call cost besides its line, by all that was kept of it. */
export async function costsBeside(deps: Deps, call: CallRecord, talkMs: number): Promise<Omit<CallCosts, 'carrier'>> {
  return pricedUses(deps, usesOf(deps, call, { kept: await allKept(deps, call), talkMs }));
}

const mostEvents = 5_000;

async function allKept(deps: Deps, { organizationId, id }: CallRecord): Promise<readonly Kept[]> {
  const events: readonly CallEventRecord[] = await deps.store.calls.events(organizationId, id, {
    after: 0,
    limit: mostEvents,
  });
  return keptOf(deps.sealer, id, events);
}

// What is reserved for a minute of talk with a model: so many turns, each with the instructions and what was said so far.
const turnsAMinute = 6;
const charactersAToken = 4;
const tokensOfTools = 1_000;
const tokensATurn = 150;

function foreseenTokens(minutes: number, promptCharacters: number): TokenUse {
  const history = (minutes * turnsAMinute * tokensATurn) / 2;
  const turn = tokensOfTools + Math.ceil(promptCharacters / charactersAToken) + history;
  const turns = minutes * turnsAMinute;
  return { inputTokens: Math.ceil(turns * turn), outputTokens: turns * tokensATurn };
}

// Speech to speech: a minute of audio is 600 tokens heard and 1,200 spoken; what went before is read again, mostly from a cache.
function foreseenAudio(minutes: number, promptCharacters: number): TokenUse {
  const { inputTokens } = foreseenTokens(minutes, promptCharacters);
  const [heard, spoken] = [minutes * 3_000, minutes * 1_200];
  return {
    inputTokens: inputTokens + heard,
    cachedInputTokens: Math.floor(inputTokens * 0.8),
    inputAudioTokens: heard,
    outputTokens: spoken + minutes * tokensATurn,
    outputAudioTokens: spoken,
  };
}

// More than anybody can listen to.
const charactersAMinute = 1_000;

/** How long a call may be, and how much a model is told before it. */
export interface Foreseen {
  readonly seconds: number;
  readonly promptCharacters: number;
}

/** What a call is taken to use besides its line, at the most. */
function foreseenUses(deps: Deps, call: Talked, { seconds, promptCharacters }: Foreseen): readonly Used[] {
  const minutes = Math.ceil(seconds / 60);
  if (call.brain === 'none') return [];
  const isRealtime = call.brain === 'realtime';
  const thinks = call.brain === 'llm' || (call.brain === 'agent' && hasModel(deps, call));
  const model: readonly Used[] = isRealtime
    ? [['model', { ...nameOf(deps, call, 'realtime'), unit: 'tokens', ...foreseenAudio(minutes, promptCharacters) }]]
    : thinks
      ? [['model', { ...nameOf(deps, call, 'language'), unit: 'tokens', ...foreseenTokens(minutes, promptCharacters) }]]
      : [];
  if (call.transport === 'relay') return [...model, ['relay', { ...relayOf(call), unit: 'minutes', seconds }]];
  const characters = isRealtime ? charactersAMinute : charactersAMinute * minutes;
  const speech: Used = ['speech', { ...nameOf(deps, call, 'speech'), unit: 'characters', characters }];
  if (isRealtime) return [...model, speech];
  return [...model, speech, ['transcription', { ...nameOf(deps, call, 'transcription'), unit: 'minutes', seconds }]];
}

function hasModel(deps: Deps, { organizationId }: Talked): boolean {
  return deps.connections.offering?.(organizationId, 'language') !== undefined;
}

/** What is reserved for a call besides its line. */
export function foreseenBeside(deps: Deps, call: Talked, foreseen: Foreseen): Omit<CallCosts, 'carrier'> {
  return pricedUses(deps, foreseenUses(deps, call, foreseen));
}

/** Writes down what was used, for whoever settles the call. */
export async function keepUses(deps: Deps, call: CallRecord, uses: readonly ModelUse[]): Promise<void> {
  if (uses.length === 0) return;
  const { organizationId, id } = call;
  const sealed = sealHappening(deps.sealer, id, { kind: 'usage', uses: mergedUses(uses) });
  await deps.store.calls.append(organizationId, id, [{ at: deps.runtime.now(), sealed }]);
}
