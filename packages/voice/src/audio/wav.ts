/** Two voices as a WAV file, 16 bits linear; the shorter one is silent at its end. */
export function stereoWav(left: Int16Array, right: Int16Array, sampleRate: number): Uint8Array {
  const length = Math.max(left.length, right.length);
  const samples = new Int16Array(length * 2);
  for (let at = 0; at < length; at++) {
    samples[2 * at] = left[at] ?? 0;
    samples[2 * at + 1] = right[at] ?? 0;
  }
  const audio = new Uint8Array(samples.buffer);
  const file = new Uint8Array(44 + audio.length);
  file.set(wavHeader(audio.length, sampleRate));
  file.set(audio, 44);
  return file;
}

function wavHeader(bytes: number, sampleRate: number): Uint8Array {
  const header = new DataView(new ArrayBuffer(44));
  const text = (at: number, word: string) =>
    [...word].forEach((letter, index) => void header.setUint8(at + index, letter.charCodeAt(0)));
  text(0, 'RIFF');
  header.setUint32(4, 36 + bytes, true);
  text(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 2, true);
  header.setUint32(24, sampleRate, true);
  header.setUint32(28, sampleRate * 4, true);
  header.setUint16(32, 4, true);
  header.setUint16(34, 16, true);
  text(36, 'data');
  header.setUint32(40, bytes, true);
  return new Uint8Array(header.buffer);
}
