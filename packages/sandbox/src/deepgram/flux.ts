import type { z } from 'zod';
import { createModemEars, type EarState } from '../speech/modem-ears.ts';
import { fluxMessage, type fluxQuery, formatOf } from './fields.ts';
import { type HearingSocket, serveHearing, wordsOf } from './hearing.ts';

type Fluxing = HearingSocket<z.output<typeof fluxQuery>>;

type TurnEvent = 'Update' | 'StartOfTurn' | 'EagerEndOfTurn' | 'TurnResumed' | 'EndOfTurn';

const updateEveryMs = 240;
/** Confidence that a turn is over grows with the pause: certain after so long. */
const certainAfterMs = 600;

/** Serves `/v2/listen`: turns that begin, may be over, go on, and end. */
export function serveFlux(fluxing: Fluxing): void {
  const { socket, query, requestId } = fluxing;
  let [sequence, turn, isEager, isOpen] = [0, 0, false, false];
  const tell = (message: object) => {
    socket.send(JSON.stringify({ ...message, request_id: requestId, sequence_id: sequence }));
    sequence += 1;
  };
  const info = (event: TurnEvent, trigger?: 'model' | 'manual' | 'timeout') => {
    const state = ears.state();
    const [text, span] = [ears.text(), { startMs: state.sinceMs ?? state.atMs, endMs: state.atMs }];
    tell({
      type: 'TurnInfo',
      event,
      turn_index: turn,
      audio_window_start: span.startMs / 1000,
      audio_window_end: span.endMs / 1000,
      transcript: text,
      words: wordsOf(text, span),
      end_of_turn_confidence: confidence(state),
      ...(trigger ? { trigger } : {}),
      ...(query.model === 'flux-general-multi' && text !== '' ? { languages: ['en'] } : {}),
    });
  };
  const endTurn = (trigger: 'model' | 'manual' | 'timeout') => {
    if (isOpen) info('EndOfTurn', trigger);
    [turn, isEager, isOpen] = [isOpen ? turn + 1 : turn, false, false];
    ears.forget();
  };
  const eager = (state: EarState) => {
    const isLikely = query.eager_eot_threshold !== undefined && confidence(state) >= query.eager_eot_threshold;
    if (isLikely === isEager) return false;
    isEager = isLikely;
    info(isEager ? 'EagerEndOfTurn' : 'TurnResumed');
    return true;
  };
  const onFrame = (state: EarState) => {
    if (state.sinceMs === undefined) return;
    if (!isOpen) {
      // A turn begins with something that can be read.
      if (ears.text() === '') return state.quietMs > certainAfterMs ? ears.forget() : undefined;
      isOpen = true;
      return info('StartOfTurn');
    }
    if (confidence(state) >= query.eot_threshold && query.eot_threshold < 1) return endTurn('model');
    if (state.quietMs >= query.eot_timeout_ms) return endTurn('timeout');
    if (!eager(state) && (state.atMs - state.sinceMs) % updateEveryMs === 0) info('Update');
  };
  const ears = createModemEars(formatOf(query), onFrame);
  tell({ type: 'Connected' });
  serveHearing(fluxing, fluxMessage, {
    hear: ears.hear,
    obey({ type }) {
      endTurn('manual');
      if (type === 'CloseStream') socket.end(1000, '');
    },
  });
}

function confidence({ quietMs }: EarState): number {
  return Math.min(1, quietMs / certainAfterMs);
}
