import { loudnessDb } from './goertzel.ts';

/** When loudness counts as a voice. */
export interface VoiceDetectorOptions {
  /** Nothing below it is a voice. */
  readonly quietestDb?: number;
  /** How far a voice stands out from the noise of the line. */
  readonly aboveNoiseDb?: number;
  /** How long a voice goes on after the last loud frame: gaps inside words. */
  readonly hangoverMs?: number;
}

/** Tells voice from silence in a stream of frames, by loudness over a noise floor that it learns. `frameMs` is the length of one frame. */
export function createVoiceDetector(
  options: VoiceDetectorOptions = {},
): (samples: Int16Array, frameMs: number) => boolean {
  const { quietestDb = -45, aboveNoiseDb = 10, hangoverMs = 120 } = options;
  let noiseDb = -60;
  let remainingMs = 0;

  return (samples, frameMs) => {
    const loudness = Math.max(-90, loudnessDb(samples));
    const isLoud = loudness > Math.max(quietestDb, noiseDb + aboveNoiseDb);
    // Down at once, up slowly: a long word must not become the noise it stands out from.
    const pull = loudness < noiseDb ? 0.3 : isLoud ? 0.01 : 0.05;
    noiseDb = Math.min(-30, noiseDb + pull * (loudness - noiseDb));
    remainingMs = isLoud ? hangoverMs : Math.max(0, remainingMs - frameMs);
    return isLoud || remainingMs > 0;
  };
}
