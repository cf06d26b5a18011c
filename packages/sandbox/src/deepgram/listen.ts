import type { z } from 'zod';
import { createModemEars, type EarState } from '../speech/modem-ears.ts';
import { formatOf, listenMessage, type listenQuery } from './fields.ts';
import { type HearingSocket, serveHearing, wordsOf } from './hearing.ts';

type Listening = HearingSocket<z.output<typeof listenQuery>>;

const interimEveryMs = 200;
/** So much speech without a pause becomes final, whole words of it. */
const segmentMs = 3000;

interface Result {
  readonly text: string;
  readonly isFinal: boolean;
  readonly isOver: boolean;
  readonly isFlushed?: boolean;
}

/** Serves `/v1/listen`: interim and final results, endpointing, and the end of an utterance. */
export function serveListening(listening: Listening): void {
  const { socket, query, requestId } = listening;
  const tell = (message: object) => socket.send(JSON.stringify(message));
  /** What became final of the utterance under way, and when it did. */
  let [done, doneMs, lastWordMs] = ['', 0, 0];
  const rest = () => ears.text().slice(done.length).trimStart();
  const result = ({ text, isFinal, isOver, isFlushed }: Result) => {
    const state = ears.state();
    const span = { startMs: state.sinceMs ?? state.atMs, endMs: state.atMs - state.quietMs };
    tell(resultOf({ text, isFinal, isOver, isFlushed: isFlushed === true }, { span, requestId }));
  };
  const end = (isFlushed: boolean) => {
    const state = ears.state();
    if (state.sinceMs !== undefined) result({ text: rest(), isFinal: true, isOver: !isFlushed, isFlushed });
    lastWordMs = state.sinceMs === undefined ? lastWordMs : state.atMs - state.quietMs;
    [done, doneMs] = ['', state.atMs];
    ears.forget();
  };
  const onFrame = (state: EarState) => {
    if (state.sinceMs === undefined) return announceEnd(state);
    if (state.atMs - state.sinceMs === 20 && query.vad_events === 'true')
      tell({ type: 'SpeechStarted', channel: [0], timestamp: state.sinceMs / 1000 });
    if (query.endpointing !== 'false' && state.quietMs >= query.endpointing) return end(false);
    if (state.atMs - Math.max(doneMs, state.sinceMs) >= segmentMs) return segment(state);
    const isDue = (state.atMs - state.sinceMs) % interimEveryMs === 0;
    if (isDue && query.interim_results === 'true') result({ text: rest(), isFinal: false, isOver: false });
  };
  const segment = (state: EarState) => {
    const text = rest();
    const whole = text.slice(0, text.lastIndexOf(' '));
    if (whole !== '') result({ text: whole, isFinal: true, isOver: false });
    done = ears.text().slice(0, ears.text().length - text.length + whole.length);
    doneMs = state.atMs;
  };
  const announceEnd = (state: EarState) => {
    if (query.utterance_end_ms === undefined || lastWordMs === 0) return;
    if (state.atMs - lastWordMs < query.utterance_end_ms) return;
    tell({ type: 'UtteranceEnd', channel: [0, 1], last_word_end: lastWordMs / 1000 });
    lastWordMs = 0;
  };
  const ears = createModemEars(formatOf(query), onFrame);
  serveHearing(listening, listenMessage, {
    hear: ears.hear,
    obey({ type }) {
      if (type === 'KeepAlive') return;
      end(true);
      if (type !== 'CloseStream') return;
      tell(metadataOf(requestId, ears.state().atMs));
      socket.end(1000, '');
    },
  });
}

function resultOf(
  { text, isFinal, isOver, isFlushed }: Required<Result>,
  about: { readonly span: { readonly startMs: number; readonly endMs: number }; readonly requestId: string },
) {
  const { span, requestId } = about;
  return {
    type: 'Results',
    channel_index: [0, 1],
    start: span.startMs / 1000,
    duration: (span.endMs - span.startMs) / 1000,
    is_final: isFinal,
    speech_final: isOver,
    from_finalize: isFlushed,
    channel: { alternatives: [{ transcript: text, confidence: text === '' ? 0 : 0.99, words: wordsOf(text, span) }] },
    metadata: {
      request_id: requestId,
      model_uuid: requestId,
      model_info: { name: 'modem', version: '1', arch: 'fsk' },
    },
  };
}

function metadataOf(requestId: string, atMs: number) {
  return {
    type: 'Metadata',
    transaction_key: 'deprecated',
    request_id: requestId,
    sha256: '0'.repeat(64),
    created: '2026-01-01T00:00:00.000Z',
    duration: atMs / 1000,
    channels: 1,
  };
}
