import type { Utterance } from '@buttdial/core';
import { failure } from '@buttdial/core/adapter';
import type { Dialect, HearingSettings } from './dialect.ts';

// What Deepgram recommends: smaller pieces cost more than they bring, larger ones delay the end of a turn.
const pieceMs = 80;

/** The second version of the wire, for Flux: a model that itself tells when a turn begins and ends. */
export function fluxDialect({ model, endOfTurnThreshold, endOfTurnTimeoutMs }: HearingSettings): Dialect {
  return {
    pieceMs,
    keepAlive: undefined,
    path({ encoding, sampleRate, language }) {
      const spoken = language?.split('-')[0];
      if (model === 'flux-general-en' && spoken !== undefined && spoken !== 'en')
        throw failure({
          kind: 'unsupported',
          message: 'This model hears English only; flux-general-multi and nova-3 hear more.',
        });
      const query = new URLSearchParams({
        model,
        encoding,
        sample_rate: sampleRate,
        eot_threshold: String(endOfTurnThreshold),
        eot_timeout_ms: String(endOfTurnTimeoutMs),
        ...(model === 'flux-general-multi' && spoken !== undefined && { language_hint: spoken }),
      });
      return `/v2/listen?${query}`;
    },
    reader: () => read,
  };
}

// The transcript is that of the whole turn, each time.
function read({ type, event, transcript, languages }: Readonly<Record<string, unknown>>) {
  if (type !== 'TurnInfo' || typeof transcript !== 'string' || transcript === '') return undefined;
  const isOver = event === 'EndOfTurn';
  const language: unknown = Array.isArray(languages) ? languages[0] : undefined;
  const utterance: Utterance = {
    text: transcript,
    final: isOver,
    endOfTurn: isOver,
    ...(typeof language === 'string' && { language }),
  };
  return utterance;
}
