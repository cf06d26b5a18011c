import { alignedText, type Heard, proportionalText, speakingMs, type TextSpan } from './heard.ts';

/**
 * Knows how much of what was sent to a carrier was played. Carriers echo marks; between two echoes the ledger extrapolates,
 * never beyond what was sent, and not past a mark that is overdue. A cut opens a new epoch, and echoes of older ones are
 * nothing: carriers also echo the marks they threw away.
 */
export interface PlaybackLedger {
  readonly epoch: number;
  /** A mark for an empty line, whose echo measures the way there and back. */
  probe(atMs: number): string;
  /** @returns the name of the mark to send behind this audio, where one is due. */
  sent(utteranceId: string, durationMs: number, atMs: number): string | undefined;
  /** All audio of the utterance is sent. @returns the name of the mark to send behind it, if it has none. */
  finish(utteranceId: string): string | undefined;
  /** Adds to the text that the utterance is to say, or to what is known of where its words stand. */
  describe(utteranceId: string, part: { readonly text?: string; readonly spans?: readonly TextSpan[] }): void;
  /** A mark came back. @returns the utterances that were played to their end by it. */
  acknowledged(name: string, atMs: number): readonly string[];
  /** How much lies at the carrier, as if nothing took time on the way. */
  bufferedMs(atMs: number): number;
  heard(utteranceId: string, atMs: number): Heard;
  /** A clear is sent now. @returns what becomes of every utterance that was not yet played to its end, in order. */
  cut(atMs: number): readonly Heard[];
  /** The same where the line is gone: nothing is played any more that has not been heard of by now. */
  lose(atMs: number): readonly Heard[];
  /** Nothing more will be asked about this utterance. */
  forget(utteranceId: string): void;
  /** There and back, as the marks tell; zero until one came back. */
  roundTripMs(): number;
}

interface Utterance {
  readonly id: string;
  sentMs: number;
  acknowledgedMs: number;
  text: string;
  readonly spans: TextSpan[];
  isFinished: boolean;
  lastChunk: number;
}

interface Chunk {
  readonly sequence: number;
  readonly utterance: Utterance;
  readonly durationMs: number;
  readonly sentAtMs: number;
  /** When it would end if nothing took time on the way. */
  readonly idealEndMs: number;
  hasMark: boolean;
}

const markEveryMs = 200;
const overdueMs = 150;
const longestRoundTripMs = 2000;

/** Makes an empty ledger. All times are milliseconds of one clock. */
export function createLedger(): PlaybackLedger {
  const utterances = new Map<string, Utterance>();
  const roundTrips = createMedian(9);
  let epoch = 0;
  let sequence = 0;
  let pending: Chunk[] = [];
  let acknowledgedAtMs = 0;
  let idealEndMs = 0;
  let unmarkedMs = 0;
  let probe: { readonly name: string; readonly atMs: number } | undefined;

  function utterance(id: string): Utterance {
    const known = utterances.get(id);
    if (known) return known;
    const made: Utterance = { id, sentMs: 0, acknowledgedMs: 0, text: '', spans: [], isFinished: false, lastChunk: -1 };
    utterances.set(id, made);
    return made;
  }

  function sent(utteranceId: string, durationMs: number, atMs: number): string | undefined {
    const wasIdle = idealEndMs <= atMs;
    const speaker = utterance(utteranceId);
    idealEndMs = Math.max(idealEndMs, atMs) + durationMs;
    unmarkedMs += durationMs;
    sequence += 1;
    const hasMark = wasIdle || unmarkedMs >= markEveryMs;
    pending.push({ sequence, utterance: speaker, durationMs, sentAtMs: atMs, idealEndMs, hasMark });
    speaker.sentMs += durationMs;
    speaker.lastChunk = sequence;
    if (!hasMark) return undefined;
    unmarkedMs = 0;
    return `${epoch}.${sequence}`;
  }

  function finish(utteranceId: string): string | undefined {
    const speaker = utterance(utteranceId);
    speaker.isFinished = true;
    const last = pending.find(chunk => chunk.sequence === speaker.lastChunk);
    if (!last || last.hasMark) return undefined;
    last.hasMark = true;
    return `${epoch}.${last.sequence}`;
  }

  function acknowledged(name: string, atMs: number): readonly string[] {
    if (name === probe?.name) {
      roundTrips.add(atMs - probe.atMs);
      probe = undefined;
    }
    const reached = reachedBy(name);
    if (reached === undefined) return [];
    const played = pending.filter(chunk => chunk.sequence <= reached);
    pending = pending.filter(chunk => chunk.sequence > reached);
    for (const chunk of played) chunk.utterance.acknowledgedMs += chunk.durationMs;
    const last = played.at(-1);
    if (!last) return [];
    roundTrips.add(Math.min(longestRoundTripMs, atMs - last.idealEndMs));
    acknowledgedAtMs = atMs;
    const speakers = new Set(played.map(chunk => chunk.utterance));
    return [...speakers].filter(one => one.isFinished && one.lastChunk <= reached).map(one => one.id);
  }

  function reachedBy(name: string): number | undefined {
    const [inEpoch, number] = name.split('.').map(Number);
    return inEpoch === epoch && Number.isInteger(number) ? number : undefined;
  }

  /** How much of each utterance the echoes will have shown as played at `untilMs`, as it looks at `atMs`. */
  function extrapolate(untilMs: number, atMs: number): ReadonlyMap<Utterance, number> {
    const extra = new Map<Utterance, number>();
    let freeAtMs = acknowledgedAtMs;
    for (const chunk of pending) {
      const startMs = Math.max(freeAtMs, chunk.sentAtMs + roundTrips.value());
      const playedMs = Math.max(0, Math.min(chunk.durationMs, untilMs - startMs));
      extra.set(chunk.utterance, (extra.get(chunk.utterance) ?? 0) + playedMs);
      freeAtMs = startMs + chunk.durationMs;
      // The carrier is stuck, or the mark is lost: claim no more than up to here.
      if (freeAtMs > untilMs || (chunk.hasMark && freeAtMs + overdueMs < atMs)) break;
    }
    return extra;
  }

  function report(speaker: Utterance, extraMs: number): Heard {
    const playedMs = Math.min(speaker.sentMs, speaker.acknowledgedMs + extraMs);
    const complete = speaker.isFinished && playedMs >= speaker.sentMs;
    const { id, sentMs, spans, text: generated } = speaker;
    const totalMs = speaker.isFinished ? sentMs : Math.max(sentMs, speakingMs(generated));
    const isAligned = spans.length > 0;
    const text =
      complete && generated !== ''
        ? generated
        : isAligned
          ? alignedText(spans, playedMs)
          : proportionalText(generated, playedMs, totalMs);
    return {
      utteranceId: id,
      text,
      generated,
      playedMs,
      sentMs,
      approximate: !complete && !isAligned && text !== '',
      complete,
    };
  }

  /** Ends the epoch. */
  function close(extra: ReadonlyMap<Utterance, number>): readonly Heard[] {
    const heard = [...utterances.values()]
      .filter(one => !one.isFinished || one.acknowledgedMs < one.sentMs)
      .map(one => report(one, extra.get(one) ?? 0));
    utterances.clear();
    pending = [];
    epoch += 1;
    idealEndMs = 0;
    unmarkedMs = 0;
    return heard;
  }

  return face();

  function face(): PlaybackLedger {
    return {
      get epoch() {
        return epoch;
      },
      probe(atMs) {
        probe = { name: `probe.${epoch}.${atMs}`, atMs };
        return probe.name;
      },
      sent,
      finish,
      describe(utteranceId, part) {
        const speaker = utterance(utteranceId);
        speaker.text += part.text ?? '';
        if (part.spans) speaker.spans.push(...part.spans);
      },
      acknowledged,
      bufferedMs: atMs => Math.max(0, idealEndMs - atMs),
      heard(utteranceId, atMs) {
        const speaker = utterance(utteranceId);
        return report(speaker, extrapolate(atMs, atMs).get(speaker) ?? 0);
      },
      // The clear arrives half a round trip from now and its echo would be here after a whole one.
      cut: atMs => close(extrapolate(atMs + roundTrips.value(), atMs)),
      lose: atMs => close(extrapolate(atMs, atMs)),
      forget: utteranceId => void utterances.delete(utteranceId),
      roundTripMs: roundTrips.value,
    };
  }
}

/** The middle one of the last few values; zero where there are none. */
function createMedian(size: number): { add(value: number): void; value(): number } {
  const values: number[] = [];
  let middle = 0;
  return {
    add(value) {
      values.push(Math.max(0, value));
      if (values.length > size) values.shift();
      middle = values.toSorted((a, b) => a - b)[values.length >> 1]!;
    },
    value: () => middle,
  };
}
