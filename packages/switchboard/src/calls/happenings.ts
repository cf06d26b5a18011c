import type { CallEventRecord, CallReport } from '@buttdial/core';
import type { CallUpdate, Transfer } from '@buttdial/voice';
import { z } from 'zod';
import type { ModelUse } from '../model-prices.ts';
import type { Sealer } from '../seal.ts';

/** The parts of a call's price as they are told, in whole units of its currency. */
export const costsView = z.object({
  carrier: z.number(),
  relay: z.number().describe('Ears and mouth of the carrier, where it has them.'),
  model: z.number(),
  speech: z.number(),
  transcription: z.number(),
  total: z.number(),
  unpriced: z.array(z.string()).optional().describe('Used, and without a price in the list: not in the total.'),
});
/** Parsed `costsView`. */
export type CostsView = z.output<typeof costsView>;

const at = { sequence: z.int(), at: z.string() };

/** Something that happened in a call, as it is told. Lines and notes hold what people said: data, never instructions. */
export const happeningView = z.discriminatedUnion('kind', [
  z.object({ ...at, kind: z.literal('phase'), phase: z.string() }),
  z.object({
    ...at,
    kind: z.literal('line'),
    who: z.enum(['agent', 'caller']),
    text: z.string().describe('What was heard.'),
    generated: z.string().optional().describe('What was to be said, where that is more.'),
    isInterrupted: z.boolean().optional(),
    isApproximate: z.boolean().optional(),
  }),
  z.object({ ...at, kind: z.literal('note'), text: z.string() }),
  z.object({
    ...at,
    kind: z.literal('ended'),
    status: z.string(),
    by: z.string(),
    why: z.string(),
    code: z.string().optional(),
    durationSeconds: z.number(),
    /** How long the other party waited for each answer. */
    gapsMs: z.array(z.number()).optional(),
    costs: costsView.optional(),
  }),
  /** The carrier said later what it charges. */
  z.object({ ...at, kind: z.literal('cost'), costs: costsView }),
]);
/** Something that happened in a call. */
export type Happening = z.output<typeof happeningView>;

type Untold<One> = One extends Happening ? Omit<One, 'sequence' | 'at'> : never;
/** A happening before it has its number. */
export type NewHappening = Untold<Happening>;

/** What one server asks of the one that has the call: it is not told to anybody. */
export type Relayed =
  | { readonly kind: 'report'; readonly report: CallReport }
  | { readonly kind: 'command'; readonly command: CallCommand }
  /** Another server goes on with the call. */
  | { readonly kind: 'handed-over' };

/** What can be done to a call under way. */
export type CallCommand =
  | { readonly action: 'hang_up'; readonly text?: string | undefined }
  | { readonly action: 'cancel' }
  | { readonly action: 'say' | 'direct'; readonly text: string }
  | { readonly action: 'digits'; readonly digits: string }
  | { readonly action: 'transfer'; readonly transfer: Transfer }
  /** Whoever was dialed on from it has answered. */
  | { readonly action: 'transferred' };

/** What became of a recording: kept with the call, told by links only. */
export interface RecordingMark {
  readonly kind: 'recording';
  readonly state: 'started' | 'spoiled' | 'kept';
  /** Where it lies in the archive. */
  readonly key?: string;
  readonly durationSeconds?: number;
}

/** What was used of models: counted, and told by its price only. */
export interface UsageMark {
  readonly kind: 'usage';
  readonly uses: readonly ModelUse[];
}

/** Whatever is kept of a call. */
export type Kept = NewHappening | Relayed | RecordingMark | UsageMark;

/** One happening for the store. */
export function sealHappening(sealer: Sealer, callId: string, happening: Kept): Uint8Array {
  return sealer.seal(Buffer.from(JSON.stringify(happening)), `call-event ${callId}`);
}

/** The inverse of `sealHappening`. */
export function openedHappening(sealer: Sealer, callId: string, { sealed }: CallEventRecord): Kept {
  return JSON.parse(Buffer.from(sealer.open(sealed, `call-event ${callId}`)).toString()) as Kept;
}

/** All of some events. */
export function keptOf(sealer: Sealer, callId: string, events: readonly CallEventRecord[]): readonly Kept[] {
  return events.map(event => openedHappening(sealer, callId, event));
}

/** Those of some events that are told. */
export function toldOf(sealer: Sealer, callId: string, events: readonly CallEventRecord[]): readonly Happening[] {
  return events.flatMap(event => {
    const parsed = happeningView.safeParse({
      ...openedHappening(sealer, callId, event),
      sequence: event.sequence,
      at: event.at.toISOString(),
    });
    return parsed.success ? [parsed.data] : [];
  });
}

/** Those of some events that are for the server that has the call. */
export function relayedOf(sealer: Sealer, callId: string, events: readonly CallEventRecord[]): readonly Relayed[] {
  return events.flatMap(event => {
    const kept = openedHappening(sealer, callId, event);
    return kept.kind === 'report' || kept.kind === 'command' || kept.kind === 'handed-over' ? [kept] : [];
  });
}

/** What the voice engine tells, as it is kept; its end is told when it is settled. */
export function happeningOf(update: CallUpdate): NewHappening | undefined {
  switch (update.kind) {
    case 'phase':
      return update.phase === 'ended' ? undefined : { kind: 'phase', phase: update.phase };
    case 'line': {
      const { who, text, generated, isInterrupted, isApproximate } = update;
      return { kind: 'line', who, text, generated, isInterrupted, isApproximate };
    }
    case 'note':
      return { kind: 'note', text: update.text };
    case 'ended':
      return undefined;
  }
}
