import { createSha256, toHex } from '../sha256.ts';
import type { ListEntry, ListSource, ListSummary } from './entries.ts';

/** Turns pieces of text into entries. `finish` reads what is left after the last piece. */
export interface ListParser {
  push(text: string, into: ListEntry[]): void;
  finish(into: ListEntry[]): void;
}

const batchSize = 4096;
/** Pieces are cut, so that one huge string does not become one huge batch. */
const pieceCharacters = 65_536;

interface Intake {
  readonly decode: (piece: Uint8Array | string) => string;
  readonly rest: () => string;
  readonly digest: () => { readonly sha256: string; readonly bytes: number };
}

function createIntake(): Intake {
  const hash = createSha256();
  const encoder = new TextEncoder();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  return {
    decode(piece) {
      const raw = typeof piece === 'string' ? encoder.encode(piece) : piece;
      hash.update(raw);
      bytes += raw.length;
      return decoder.decode(raw, { stream: true });
    },
    rest: () => decoder.decode(),
    digest: () => ({ sha256: toHex(hash.digest()), bytes }),
  };
}

/**
 * Runs a parser over a file in flat memory, in batches of some thousand entries. The generator's return value is the
 * summary; it throws at the first line that makes no sense.
 */
export async function* readEntries(
  source: ListSource,
  parser: ListParser,
): AsyncGenerator<readonly ListEntry[], ListSummary, undefined> {
  const intake = createIntake();
  let added = 0;
  let deleted = 0;
  let batch: ListEntry[] = [];
  const flush = () => {
    const full = batch;
    batch = [];
    const adds = full.filter(entry => entry.change === 'add').length;
    added += adds;
    deleted += full.length - adds;
    return full;
  };
  for await (const piece of source) {
    const text = intake.decode(piece);
    for (let at = 0; at < text.length; at += pieceCharacters) {
      parser.push(text.slice(at, at + pieceCharacters), batch);
      if (batch.length >= batchSize) yield flush();
    }
  }
  parser.push(intake.rest(), batch);
  parser.finish(batch);
  if (batch.length > 0) yield flush();
  return { added, deleted, ...intake.digest() };
}
