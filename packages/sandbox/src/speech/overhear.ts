import {
  type AudioFormat,
  type Speech,
  type SpeechRequest,
  type Transcription,
  telephoneAudio,
  type Utterance,
} from '@buttdial/core';
import { canConvert, createConverter, createQueue, decodeMulaw } from '@buttdial/voice/wire';
import { createModemEars } from './modem-ears.ts';

/** One utterance as it was synthesised: its sound, and up to which byte each part of its text goes. */
interface Known {
  audio: Uint8Array;
  readonly parts: { readonly text: string; endByte: number; loudByte: number }[];
}

/** Where in a known utterance a listener is. */
interface Place {
  readonly known: Known;
  at: number;
}

const frameBytes = 160;
const frameMs = 20;
const silencePeak = 200;
const interimEveryMs = 200;
const finalAfterMs = 300;
const endAfterMs = 600;
const mostKnown = 64;

/**
 * Ears for whatever a voice says, where no service that understands speech is at hand: they know the sound of all that
 * `speech` has spoken and recognise it byte by byte, as far as it was played. Besides they understand the modem voice, so
 * also the phones of the simulated network; nobody else. For demonstrations with real voices; both take telephone audio.
 */
export function overhear(speech: Speech): { readonly speech: Speech; readonly transcription: Transcription } {
  const known: Known[] = [];
  const remember = (): Known => {
    const made: Known = { audio: new Uint8Array(0), parts: [] };
    known.push(made);
    if (known.length > mostKnown) known.shift();
    return made;
  };
  return {
    speech: {
      ...speech,
      formats: [telephoneAudio],
      speak: (request, call) => speakKnown(speech, remember, { request, call }),
    },
    transcription: { formats: [telephoneAudio], listen: ({ audio }) => listen(audio, known) },
  };
}

async function* speakKnown(
  speech: Speech,
  remember: () => Known,
  { request, call }: { readonly request: SpeechRequest; readonly call: Parameters<Speech['speak']>[1] },
) {
  const format = formatOf(speech);
  const convert = createConverter(format, telephoneAudio);
  const known = remember();
  const texts = typeof request.text === 'string' ? [request.text] : request.text;
  for await (const text of texts) {
    const part = { text, endByte: known.audio.length, loudByte: known.audio.length };
    known.parts.push(part);
    for await (const chunk of speech.speak({ ...request, text, format }, call)) {
      const audio = convert(chunk.audio);
      known.audio = Buffer.concat([known.audio, audio]);
      part.loudByte = Math.max(part.loudByte, part.endByte + lastLoud(audio));
      part.endByte = known.audio.length;
      yield { audio };
    }
  }
}

function formatOf({ formats }: Speech): AudioFormat {
  return formats.find(format => canConvert(format, telephoneAudio)) ?? telephoneAudio;
}

async function* listen(audio: AsyncIterable<Uint8Array>, known: readonly Known[]): AsyncGenerator<Utterance> {
  const heard = createQueue<Utterance>();
  const ear = createEar(known, heard.push);
  const listening = (async () => {
    for await (const piece of audio) ear.hear(piece);
    ear.end();
  })().finally(heard.end);
  yield* heard;
  await listening;
}

function createEar(known: readonly Known[], tell: (utterance: Utterance) => void) {
  let rest: Uint8Array = new Uint8Array(0);
  const modem = createModemEars(telephoneAudio, () => undefined);
  let place: Place | undefined;
  let [quietMs, sinceToldMs, told, isOpen] = [0, 0, '', false];

  const say = (final: boolean, endOfTurn: boolean) => {
    const text = place ? textAt(place) : speechIn(modem.text());
    if (text === told && !final) return;
    told = text;
    isOpen = !endOfTurn && (isOpen || text !== '');
    tell({ text, final, endOfTurn });
  };
  const finish = () => {
    if ((place ? textAt(place) : speechIn(modem.text())) !== '') say(true, false);
    [place, told] = [undefined, ''];
    modem.forget();
  };
  const frame = (bytes: Uint8Array) => {
    const isMatch = place ? follows(place, bytes) : false;
    if (!isMatch && isLoud(bytes)) {
      const found = find(known, bytes);
      if (found && found.known !== place?.known) finish();
      place = found ?? place;
    }
    if (place) modem.forget();
    else modem.hear(bytes);
    quietMs = isMatch || isLoud(bytes) ? 0 : quietMs + frameMs;
    sinceToldMs += frameMs;
    if (quietMs === finalAfterMs) finish();
    if (quietMs === endAfterMs && isOpen) tell({ text: '', final: true, endOfTurn: true });
    if (quietMs === endAfterMs) isOpen = false;
    if (sinceToldMs < interimEveryMs || quietMs > 0) return;
    sinceToldMs = 0;
    say(false, false);
  };
  return {
    hear(audio: Uint8Array) {
      const all = Buffer.concat([rest, audio]);
      let at = 0;
      for (; at + frameBytes <= all.length; at += frameBytes) frame(all.subarray(at, at + frameBytes));
      rest = all.subarray(at);
    },
    end: finish,
  };
}

// Noise and real voices read as modem voice are no text.
function speechIn(text: string): string {
  return /^[\p{L}\p{N}\p{P}\p{S}\s]*$/u.test(text) && /\p{L}{2}/u.test(text) ? text : '';
}

/** Goes on in a known utterance where the sound does. */
function follows(place: Place, bytes: Uint8Array): boolean {
  const expected = place.known.audio.subarray(place.at, place.at + bytes.length);
  if (expected.length === 0 || !Buffer.from(expected).equals(bytes.subarray(0, expected.length))) return false;
  place.at += expected.length;
  return true;
}

/** The newest utterance that holds this sound. */
function find(known: readonly Known[], bytes: Uint8Array): Place | undefined {
  for (const one of known.toReversed()) {
    const at = Buffer.from(one.audio).indexOf(bytes);
    if (at !== -1) return { known: one, at: at + bytes.length };
  }
  return undefined;
}

/** The words up to a place; of a word that was cut, nothing. */
function textAt({ known, at }: Place): string {
  let [fromByte, text] = [0, ''];
  for (const part of known.parts) {
    const share = Math.min(1, Math.max(0, (at - fromByte) / Math.max(1, part.endByte - fromByte)));
    // What follows the last sound is silence: whoever heard that heard all.
    text += at >= part.loudByte ? part.text : part.text.slice(0, wordEnd(part.text, share));
    fromByte = part.endByte;
  }
  return text.trim();
}

function wordEnd(text: string, share: number): number {
  return Math.max(0, text.lastIndexOf(' ', Math.floor(text.length * share)));
}

/** Up to where there is something to be heard. */
function lastLoud(audio: Uint8Array): number {
  return decodeMulaw(audio).findLastIndex(sample => Math.abs(sample) > silencePeak) + 1;
}

function isLoud(frame: Uint8Array): boolean {
  return decodeMulaw(frame).some(sample => Math.abs(sample) > silencePeak);
}
