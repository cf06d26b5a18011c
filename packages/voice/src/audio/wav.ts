/** Two voices as a WAV file, 16 bits linear; the shorter one is silent at its end. */
export function stereoWav(left: Int16Array, right: Int16Array, sampleRate: number): Uint8Array {
  const length = Math.max(left.length, right.length);
  const samples = new Int16Array(length * 2);
  for (let at = 0; at < length; at++) {
    samples[2 * at] = left[at] ?? 0;
    samples[2 * at + 1] = right[at] ?? 0;
  }
  return wavFile(samples, sampleRate, 2);
}

/** One voice as a WAV file, 16 bits linear. */
export function monoWav(samples: Int16Array, sampleRate: number): Uint8Array {
  return wavFile(samples, sampleRate, 1);
}

function wavFile(samples: Int16Array, sampleRate: number, channels: 1 | 2): Uint8Array {
  const audio = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const file = new Uint8Array(44 + audio.length);
  file.set(wavHeader(audio.length, sampleRate, channels));
  file.set(audio, 44);
  return file;
}

/** Stands before so many bytes of sound, 16 bits linear. */
export function wavHeader(bytes: number, sampleRate: number, channels: 1 | 2): Uint8Array {
  const header = new DataView(new ArrayBuffer(44));
  const text = (at: number, word: string) =>
    [...word].forEach((letter, index) => void header.setUint8(at + index, letter.charCodeAt(0)));
  text(0, 'RIFF');
  header.setUint32(4, 36 + bytes, true);
  text(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, channels, true);
  header.setUint32(24, sampleRate, true);
  header.setUint32(28, sampleRate * 2 * channels, true);
  header.setUint16(32, 2 * channels, true);
  header.setUint16(34, 16, true);
  text(36, 'data');
  header.setUint32(40, bytes, true);
  return new Uint8Array(header.buffer);
}

/** One voice of a WAV file with 16 bits linear, its channels mixed; undefined for anything else. */
export function readWav(file: Uint8Array): { readonly samples: Int16Array; readonly sampleRate: number } | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const word = (at: number) => String.fromCharCode(...file.subarray(at, at + 4));
  if (file.length < 12 || word(0) !== 'RIFF' || word(8) !== 'WAVE') return undefined;
  let format: { readonly channels: number; readonly sampleRate: number } | undefined;
  for (let at = 12; at + 8 <= file.length; ) {
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (word(at) === 'fmt ' && start + 16 <= file.length) format = plainFormat(view, start);
    // A file that was written while it grew says too much, or nothing, of its length.
    if (word(at) === 'data')
      return (
        format && { samples: mixed(view, { start, size, channels: format.channels }), sampleRate: format.sampleRate }
      );
    at = start + size + (size % 2);
  }
  return undefined;
}

function plainFormat(
  view: DataView,
  at: number,
): { readonly channels: number; readonly sampleRate: number } | undefined {
  const [kind, channels, bits] = [
    view.getUint16(at, true),
    view.getUint16(at + 2, true),
    view.getUint16(at + 14, true),
  ];
  return kind === 1 && bits === 16 && channels > 0 ? { channels, sampleRate: view.getUint32(at + 4, true) } : undefined;
}

function mixed(
  view: DataView,
  { start, size, channels }: { readonly start: number; readonly size: number; readonly channels: number },
): Int16Array {
  const length = Math.floor(Math.min(size, view.byteLength - start) / (2 * channels));
  return Int16Array.from({ length }, (_, at) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++)
      sum += view.getInt16(start + 2 * (at * channels + channel), true);
    return Math.round(sum / channels);
  });
}
