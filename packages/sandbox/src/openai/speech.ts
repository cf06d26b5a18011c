import { type AudioFormat, telephoneAudio } from '@buttdial/core';
import { modemSpeech } from '@buttdial/voice/wire';
import { z } from 'zod';
import type { World } from '../world.ts';
import { checkedBody, type OpenaiAsked, refuse } from './checked.ts';

const voices = [
  'alloy',
  'ash',
  'ballad',
  'coral',
  'echo',
  'fable',
  'onyx',
  'nova',
  'sage',
  'shimmer',
  'verse',
  'marin',
  'cedar',
];

/** What POST /audio/speech takes. Only `pcm` is made: it is what streams into a call. */
const speechRequest = z.strictObject({
  model: z.string().min(1),
  input: z.string().min(1).max(4096),
  voice: z.string(),
  instructions: z.string().max(4096).optional(),
  response_format: z.literal('pcm'),
  speed: z.number().min(0.25).max(4).optional(),
  stream_format: z.literal('audio').optional(),
});

const pcm24: AudioFormat = { ...telephoneAudio, encoding: 'pcm16', sampleRate: 24_000 };
/** Not a whole number of samples, as pieces of a real stream are. */
const pieceBytes = 4801;

/** POST /v1/audio/speech, in the modem voice. */
export function speakAloud(asked: OpenaiAsked): Response {
  const request = checkedBody(asked, speechRequest);
  if (request instanceof Response) return request;
  if (!voices.includes(request.voice))
    return refuse(asked, { message: 'This voice does not exist.', param: 'voice', code: 'invalid_value' });
  const { world, account, path } = asked;
  const audio = Buffer.concat([...modemSpeech(request.input, pcm24)].map(chunk => chunk.audio));
  const connection = world.connections.open({ vendor: 'openai', account, path });
  return new Response(inPieces(world, audio, connection.close), { headers: { 'content-type': 'audio/pcm' } });
}

function inPieces(world: World, audio: Uint8Array, close: () => void): ReadableStream<Uint8Array> {
  const stop = new AbortController();
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      if (at >= audio.length) {
        close();
        return controller.close();
      }
      // The first piece comes at once; the vendor is much faster than speech, but not done before it is heard.
      if (at > 0) await world.runtime.sleep(1, stop.signal).catch(() => stop.signal.aborted);
      if (stop.signal.aborted) return;
      controller.enqueue(audio.slice(at, at + pieceBytes));
      at += pieceBytes;
    },
    cancel() {
      close();
      stop.abort();
    },
  });
}
