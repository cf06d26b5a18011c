import { createReadStream, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  isPlausibleCount,
  ListFormatError,
  type ListReading,
  type ListSummary,
  readCsvList,
  readFtcChangeList,
  readFtcFullList,
  readFtcXmlList,
} from '@buttdial/compliance/lists';
import { ButtdialError, type ListCopy, type Lists } from '@buttdial/core';
import type { Progress } from './progress.ts';

/** What an operator says about a do-not-call file. */
export interface ListFile {
  /** `-` reads standard input. */
  readonly file: string;
  readonly list: string;
  readonly asOf: Date;
  /** A change list, to be applied to the copy that is there. */
  readonly change: boolean;
  readonly format: 'ftc' | 'csv' | 'xml' | undefined;
  /** For CSV: name or number of the column, and where numbers without a country code are. */
  readonly column: string | undefined;
  readonly region: string | undefined;
  /** Take it in although it is much shorter than the last one. */
  readonly force: boolean;
}

/** Where numbers of a list are when they are written without a country code. */
const regions: Readonly<Record<string, string>> = {
  'crtc-dncl': 'CA',
  tps: 'GB',
  'il-do-not-call-me': 'IL',
  'acma-dncr': 'AU',
};

/**
 * Takes a do-not-call file into the store, all or nothing.
 * @throws `invalid-input` when the file is not what it should be, `conflict` when it looks cut off or out of order.
 */
export async function importListFile(
  store: Lists,
  given: ListFile,
  { now, progress }: { readonly now: Date; readonly progress: Progress },
): Promise<ListCopy> {
  const before = (await store.listCopies()).find(copy => copy.list === given.list);
  assertInOrder(given, before, now);
  let summary: ListSummary | undefined;
  const reading = readerOf(given)(counted(given.file, progress));
  async function* batches() {
    let step = await reading.next();
    for (; !step.done; step = await reading.next()) yield step.value;
    summary = step.value;
  }
  const digest = () => {
    if (!summary) throw new TypeError('The file was not read to its end.');
    assertPlausible(given, summary, before);
    return summary.sha256;
  };
  const { list, asOf } = given;
  const kind = given.change ? 'changes' : 'full';
  try {
    return await store.importList(
      { list, kind, asOf, source: given.file === '-' ? 'standard input' : basename(given.file), now, digest },
      batches(),
    );
  } catch (error) {
    throw error instanceof ListFormatError ? unreadable(error) : error;
  } finally {
    progress.clear();
  }
}

async function* counted(file: string, progress: Progress): AsyncGenerator<Uint8Array> {
  const piped = file === '-';
  const size = piped ? undefined : Math.max(1, statSync(file).size);
  const source = piped ? process.stdin : createReadStream(file, { highWaterMark: 256 * 1024 });
  const sweep = memorySweeper();
  let read = 0;
  for await (const piece of source as AsyncIterable<Uint8Array>) {
    yield piece;
    read += piece.length;
    sweep(read);
    // Of a pipe nobody knows how much is to come.
    progress.show(size === undefined ? 0 : read / size, `${megabytes(read)}${size ? ` of ${megabytes(size)}` : ''} MB`);
  }
}

const megabytes = (bytes: number) => (bytes / 1_048_576).toFixed(0);

/**
 * Keeps memory flat. Left alone, the engine would let the remains of millions of lines pile up for as long as the
 * machine has room, beside a server that may need it.
 */
function memorySweeper(): (read: number) => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  const everyBytes = 2 * 1_048_576;
  let next = everyBytes;
  return read => {
    if (read < next) return;
    next = read + everyBytes;
    collect();
  };
}

function readerOf({
  file,
  list,
  change,
  format,
  column,
  region,
}: ListFile): (source: AsyncIterable<Uint8Array>) => ListReading {
  const kind = format ?? (extname(file).toLowerCase() === '.xml' ? 'xml' : list === 'ftc-national' ? 'ftc' : 'csv');
  if (kind === 'xml') return readFtcXmlList;
  if (kind === 'ftc') return change ? readFtcChangeList : readFtcFullList;
  if (change)
    throw new ButtdialError('invalid-input', 'Change lists are read in the formats of the FTC only.', {
      remedy: 'Import the full list instead, without --change.',
    });
  const where = region ?? regions[list];
  const named = column === undefined ? {} : { column: /^\d+$/.test(column) ? Number(column) : column };
  return source => readCsvList(source, { ...named, ...(where ? { region: where } : {}) });
}

function assertInOrder({ list, asOf, change, force }: ListFile, before: ListCopy | undefined, now: Date): void {
  if (asOf > now)
    throw new ButtdialError('invalid-input', '--as-of lies in the future.', {
      remedy: 'Give the day on which the registry made the file.',
    });
  if (change && !before)
    throw new ButtdialError('conflict', `There is no copy of ${list} that changes could be applied to.`, {
      remedy: 'Import the full list first, without --change.',
    });
  if (before && asOf < before.asOf && !force)
    throw new ButtdialError('conflict', `The copy of ${list} is newer: as of ${day(before.asOf)}.`, {
      remedy: 'Import a newer file, or add --force.',
    });
}

function assertPlausible({ list, change, force }: ListFile, summary: ListSummary, before: ListCopy | undefined): void {
  if (change || force || !before || isPlausibleCount(summary, before.numbers)) return;
  throw new ButtdialError(
    'conflict',
    `The file has ${summary.added} numbers, the copy of ${list} has ${before.numbers}: it looks cut off.`,
    { remedy: 'Fetch the file again. If it is right, add --force. The old copy stands.' },
  );
}

function unreadable({ position, message }: ListFormatError): ButtdialError {
  return new ButtdialError('invalid-input', message, {
    field: `line ${position}`,
    remedy: 'Nothing was imported, the old copy stands. Check that it is the right file and --format.',
  });
}

/** A date without its time. */
export function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}
