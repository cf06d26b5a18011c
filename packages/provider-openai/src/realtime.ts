import type { Realtime } from '@buttdial/core';
import type { Api } from './api.ts';
import { formatOnWire, liveFormats, openLive } from './live.ts';
import { createSession } from './realtime-session.ts';

/** Which model speaks, in which voice where none is asked for, and which one writes down what it hears. */
export interface RealtimeSettings {
  readonly realtimeModel: string;
  readonly realtimeVoice: string;
  readonly transcriptionModel: string;
}

type Request = Parameters<Realtime['open']>[0];

/** Speech to speech. The server hears when the caller's turn is over and answers; who is cut short, and where, is ours to say. */
export function createRealtime(api: Api, settings: RealtimeSettings): Realtime {
  return {
    model: settings.realtimeModel,
    formats: liveFormats,
    async open(request, call) {
      const opening = { query: { model: settings.realtimeModel }, session: sessionOf(request, settings) };
      const live = await openLive(api, opening, call);
      return createSession(api, live, { format: request.format, signal: call.signal });
    },
  };
}

function sessionOf({ instructions, tools, format, voice }: Request, settings: RealtimeSettings) {
  const audio = formatOnWire(format);
  return {
    type: 'realtime',
    output_modalities: ['audio'],
    instructions,
    tools: tools.map(({ name, description, input }) => ({ type: 'function', name, description, parameters: input })),
    audio: {
      input: {
        format: audio,
        transcription: { model: settings.transcriptionModel },
        // A cough must not stop an answer: interruptions are decided by whoever plays the audio.
        turn_detection: { type: 'server_vad', create_response: true, interrupt_response: false },
      },
      output: { format: audio, voice: voice || settings.realtimeVoice },
    },
  };
}
