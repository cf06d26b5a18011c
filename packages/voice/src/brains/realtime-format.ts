import type { Call, Realtime, RealtimeEvent, RealtimeSession } from '@buttdial/core';
import { canConvert, createConverter, isSame } from '../audio/convert.ts';

/** Opens a session that hears and speaks in the line's format, whichever of its own the model takes for it. */
export async function openInFormat(
  realtime: Realtime,
  request: Parameters<Realtime['open']>[0],
  call: Call,
): Promise<RealtimeSession> {
  const line = request.format;
  const format =
    realtime.formats.find(one => isSame(one, line)) ?? realtime.formats.find(one => canConvert(one, line)) ?? line;
  const session = await realtime.open({ ...request, format }, call);
  if (isSame(format, line)) return session;
  const [toModel, toLine] = [createConverter(line, format), createConverter(format, line)];
  return {
    ...session,
    events: converted(session.events, toLine),
    hear: audio => session.hear(toModel(audio)),
  };
}

async function* converted(
  events: AsyncIterable<RealtimeEvent>,
  toLine: (audio: Uint8Array) => Uint8Array,
): AsyncGenerator<RealtimeEvent> {
  for await (const event of events) yield event.kind === 'audio' ? { ...event, audio: toLine(event.audio) } : event;
}
