import {
  type LanguageModel,
  type LanguagePart,
  type Realtime,
  type RealtimeEvent,
  type Runtime,
  telephoneAudio,
} from '@buttdial/core';
import { encodeMulaw } from '../src/audio/g711.ts';
import { modemSamples } from '../src/audio/modem.ts';
import { createQueue } from '../src/queue.ts';

type Request = Parameters<LanguageModel['reply']>[0];

/** A language model that answers by a function: text is streamed in words, anything else as it is. Requests are kept. */
export function spokenModel(
  runtime: Runtime,
  answer: (request: Request) => string | readonly LanguagePart[],
  wordMs = 0,
): LanguageModel & { readonly requests: Request[] } {
  const requests: Request[] = [];
  return {
    requests,
    async *reply(request, { signal }) {
      requests.push(structuredClone(request));
      const given = answer(request);
      const parts = typeof given === 'string' ? words(given) : given;
      for (const part of parts) {
        if (wordMs > 0) await runtime.sleep(wordMs, signal);
        yield part;
      }
      yield { kind: 'end', reason: 'stop' };
    },
  };
}

function words(text: string): readonly LanguagePart[] {
  return (text.match(/\S+\s*/g) ?? []).map(word => ({ kind: 'text', text: word }));
}

/** A speech-to-speech model that speaks with the modem voice, faster than it is heard, and insists on its protocol. */
export function modemRealtime(runtime: Runtime) {
  const events = createQueue<RealtimeEvent>();
  const generatedMs = new Map<string, number>();
  const truncated: { readonly itemId: string; readonly playedMs: number }[] = [];
  const instructed: string[] = [];
  const answered: string[] = [];
  const problems: string[] = [];
  let heardBytes = 0;
  let answering: string | undefined;

  async function speak(itemId: string, text: string, characterMs = 4): Promise<void> {
    // One answer at a time: the one before is over, if it was not already.
    if (answering) events.push({ kind: 'turn-ended' });
    answering = itemId;
    for (const character of text) {
      const audio = encodeMulaw(modemSamples(character));
      generatedMs.set(itemId, (generatedMs.get(itemId) ?? 0) + audio.length / 8);
      events.push({ kind: 'audio', itemId, audio });
      events.push({ kind: 'said', itemId, text: character, final: false });
      await runtime.sleep(characterMs);
      if (answering !== itemId) return;
    }
    events.push({ kind: 'said', itemId, text, final: true });
    events.push({ kind: 'turn-ended' });
    answering = undefined;
  }

  const realtime: Realtime = {
    formats: [telephoneAudio],
    open: async () => ({
      events,
      hear: audio => {
        heardBytes += audio.length;
      },
      truncate(itemId, playedMs) {
        if (!generatedMs.has(itemId)) problems.push(`truncate of unknown item ${itemId}`);
        if (playedMs > (generatedMs.get(itemId) ?? 0)) problems.push(`truncate of ${itemId} beyond what was generated`);
        truncated.push({ itemId, playedMs });
      },
      answerTool: (_, result) => void answered.push(result),
      instruct: text => void instructed.push(text),
      close: events.end,
    }),
  };
  return { realtime, events, speak, truncated, instructed, answered, problems, heardBytes: () => heardBytes };
}
