import type { AudioFormat, Runtime, Speech, SpeechChunk } from '@buttdial/core';

/** A speech service that has some texts ready. */
export interface PreparedSpeech extends Speech {
  /** Synthesizes a text before it is needed, while a phone still rings. A failure is forgotten: the text is then made when it is said. */
  prepare(
    text: string,
    how: { readonly voice: string; readonly language: string; readonly format: AudioFormat },
  ): Promise<void>;
}

/** Keeps prepared texts of one call, so that the disclosure and the greeting are heard at once. */
export function preparedSpeech(speech: Speech, runtime: Runtime): PreparedSpeech {
  const ready = new Map<string, readonly SpeechChunk[]>();
  const keyOf = (text: string, voice: string, { encoding, sampleRate }: AudioFormat) =>
    JSON.stringify([text, voice, encoding, sampleRate]);

  async function prepare(
    text: string,
    { voice, language, format }: Parameters<PreparedSpeech['prepare']>[1],
  ): Promise<void> {
    const call = { signal: new AbortController().signal, idempotencyKey: runtime.newId() };
    const chunks: SpeechChunk[] = [];
    try {
      for await (const chunk of speech.speak({ text, voice, language, format }, call)) chunks.push(chunk);
      ready.set(keyOf(text, voice, format), chunks);
    } catch (failure) {
      runtime.log.warn('voice.preparing-failed', { cause: failure instanceof Error ? failure.name : 'unknown' });
    }
  }

  return {
    ...speech,
    prepare,
    async *speak(request, call) {
      const known =
        typeof request.text === 'string' ? ready.get(keyOf(request.text, request.voice, request.format)) : undefined;
      yield* known ?? speech.speak(request, call);
    },
  };
}
