import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { utterancesIn } from '@buttdial/testing';
import { createResampler, stereoWav } from '@buttdial/voice/wire';
import { afterAll, describe, expect, it } from 'vitest';
import { recordCall } from './recording.ts';
import { type Dialogue, demoDialogue } from './recording-dialogue.ts';

// Debian: pocketsphinx, pocketsphinx-en-us.
const program = '/usr/bin/pocketsphinx_continuous';
const models = '/usr/share/pocketsphinx/model/en-us';
const isAtHand = existsSync(program) && existsSync(models);

const sentences = [
  'the table by the window is free tonight',
  'please call me back before eleven tomorrow',
  'two people will arrive at half past seven',
  'we have no more rooms for the weekend',
  'the doctor can see you on monday morning',
  'your order will be ready in twenty minutes',
  'i would like to speak with the manager',
  'the train leaves from platform number nine',
] as const;

const dialogue: Dialogue = {
  caller: { ...demoDialogue.caller, answers: sentences.map(sentence => `${sentence}.`), lastWords: 'Goodbye.' },
  callee: { ...demoDialogue.callee, answers: [...sentences, ''].map(() => 'Please go on.'), lastWords: 'Goodbye.' },
};

/** What a recogniser that knows these sentences, and nothing of us, takes this for; empty when it is none of them. */
async function recognise(samples: Int16Array, folder: string): Promise<string> {
  const grammar = join(folder, 'sentences.jsgf');
  await writeFile(grammar, `#JSGF V1.0;\ngrammar said;\npublic <said> = ${sentences.join(' | ')};\n`);
  const file = join(folder, 'said.raw');
  const wide = createResampler(8000, 16_000)(padded(samples));
  // Its models know no line without hiss: an empty band is like nothing they have ever heard.
  let seed = 1;
  const hissing = wide.map(sample => {
    seed = (seed * 48_271) % 2_147_483_647;
    return sample + (seed % 330) - 165;
  });
  await writeFile(
    file,
    stereoWav(hissing, hissing, 16_000)
      .subarray(44)
      .filter((_, at) => at % 4 < 2),
  );
  const beams = ['-beam', '1e-80', '-wbeam', '1e-60', '-pbeam', '1e-80'];
  const model = ['-hmm', join(models, 'en-us'), '-dict', join(models, 'cmudict-en-us.dict'), '-jsgf', grammar];
  const { stdout } = await promisify(execFile)(program, ['-infile', file, ...model, ...beams, '-logfn', '/dev/null']);
  return stdout.trim().split('\n')[0] ?? '';
}

function padded(samples: Int16Array): Int16Array {
  const all = new Int16Array(samples.length + 12_000);
  all.set(samples, 4000);
  return all;
}

describe.runIf(isAtHand)('real speech, as a recogniser that knows nothing of us hears it', () => {
  it.each(['slt', 'rms'])(
    'behind codec, pacer and two media sockets, every sentence of %s is told from seven others',
    async voice => {
      const folder = await mkdtemp(join(tmpdir(), 'buttdial-recognised-'));
      try {
        const { wav } = await recordCall({ caller: voice, callee: 'kal16' }, dialogue);
        const left = new Int16Array(wav.slice(44).buffer).filter((_, at) => at % 2 === 0);
        const heard = utterancesIn(left, 700).slice(1, 1 + sentences.length);
        const taken: string[] = [];
        for (const samples of heard) taken.push(await recognise(samples, folder));
        expect(taken).toEqual(sentences);
        // It may take anything for one of its sentences, but not silence, and not half of one.
        expect(await recognise(new Int16Array(16_000), folder)).toBe('');
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    120_000,
  );
});

if (!isAtHand) {
  describe('real speech, as a recogniser that knows nothing of us hears it', () => {
    it.skip('NOT CHECKED: pocketsphinx is not installed (Debian: pocketsphinx, pocketsphinx-en-us)');
  });
  afterAll(() =>
    console.warn('NOT CHECKED whether a recogniser understands our speech: pocketsphinx is not installed.'),
  );
}
