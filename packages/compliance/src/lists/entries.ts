/** One line of a do-not-call list. */
export interface ListEntry {
  /** E.164, for example `+12025550123`. */
  readonly number: string;
  /** Full lists only add. */
  readonly change: 'add' | 'delete';
  /** When the number was added or deleted, as the file says it; only in change lists. */
  readonly at?: string;
}

/** What a file held, known after its last entry. */
export interface ListSummary {
  readonly added: number;
  readonly deleted: number;
  /** Hex SHA-256 of the bytes that were read. */
  readonly sha256: string;
  readonly bytes: number;
}

/** The file is not what it should be. Nothing of it should be stored. */
export class ListFormatError extends Error {
  /** 1-based line of a text file, or entry of an XML file. */
  readonly position: number;
  constructor(position: number, expected: string) {
    super(`Do-not-call list, line or entry ${position}: expected ${expected}.`);
    this.name = 'ListFormatError';
    this.position = position;
  }
}

/** File contents in pieces: bytes as a stream gives them, or text. */
export type ListSource = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** A North American number from its two parts, or undefined. */
export function northAmerican(areaCode: string, number: string): string | undefined {
  return /^[2-9]\d\d$/.test(areaCode) && /^\d{7}$/.test(number) ? `+1${areaCode}${number}` : undefined;
}

/**
 * Guards against a half-downloaded file: false when it has fewer entries than the last one would let expect. An
 * operator who knows why may import it all the same.
 */
export function isPlausibleCount(summary: ListSummary, previousCount: number, toleratedLoss = 0.05): boolean {
  return summary.added >= previousCount * (1 - toleratedLoss);
}
