import type { Utterance } from '@buttdial/core';
import type { Dialect, HearingSettings } from './dialect.ts';

// A longer pause than this ends an utterance, says Deepgram; it takes no less than a second.
const utteranceEndMs = 1000;

// Languages of which Deepgram tells regions apart. Others are asked for without one.
const regions =
  'en-US en-AU en-GB en-IN en-NZ es-419 de-CH fr-CA nl-BE pt-BR pt-PT zh-CN zh-TW zh-HK ko-KR da-DK sv-SE th-TH'.split(
    ' ',
  );

/** A language as Deepgram writes it. */
export function regionOf(language: string): string {
  return regions.includes(language) ? language : language.split('-')[0]!;
}

/**
 * The first version of the wire, for Nova and older models. Words become final after a short pause; that a turn is over is
 * told only after a long one, so whoever listens may judge by the words and be faster.
 */
export function novaDialect({ model, endpointingMs }: HearingSettings): Dialect {
  return {
    pieceMs: undefined,
    keepAlive: { type: 'KeepAlive' },
    path({ encoding, sampleRate, language }) {
      const query = new URLSearchParams({
        model,
        encoding,
        sample_rate: sampleRate,
        channels: '1',
        interim_results: 'true',
        smart_format: 'true',
        vad_events: 'true',
        endpointing: String(endpointingMs),
        utterance_end_ms: String(utteranceEndMs),
        ...(language !== undefined && { language: regionOf(language) }),
      });
      return `/v1/listen?${query}`;
    },
    reader() {
      let isOpen = false;
      return message => {
        const utterance = read(message, isOpen);
        if (utterance?.final) isOpen = !utterance.endOfTurn;
        return utterance;
      };
    },
  };
}

/** @param isOpen words were final of a turn that is not over. */
function read(message: Readonly<Record<string, unknown>>, isOpen: boolean): Utterance | undefined {
  if (message.type === 'UtteranceEnd') return isOpen ? { text: '', final: true, endOfTurn: true } : undefined;
  if (message.type !== 'Results') return undefined;
  const heard = alternativeOf(message.channel);
  if (!heard || heard.text === '') return undefined;
  return { ...heard, final: message.is_final === true, endOfTurn: false };
}

function alternativeOf(channel: unknown): Pick<Utterance, 'text' | 'confidence' | 'language'> | undefined {
  const [best] = listIn(channel, 'alternatives');
  const text = field(best, 'transcript');
  if (typeof text !== 'string') return undefined;
  const [confidence, [language]] = [field(best, 'confidence'), listIn(best, 'languages')];
  return {
    text,
    ...(typeof confidence === 'number' && { confidence }),
    ...(typeof language === 'string' && { language }),
  };
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = field(value, name);
  return Array.isArray(list) ? list : [];
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
