/** One line of a do-not-call list: an E.164 number that joins or leaves it. */
export interface ListedNumber {
  readonly number: string;
  readonly change: 'add' | 'delete';
}

/** A file on its way in. */
export interface ListImport {
  /** Name under which rules know the list, `ftc-national`. */
  readonly list: string;
  /** `full` replaces our copy, `changes` is applied to it. */
  readonly kind: 'full' | 'changes';
  /** The day that the file speaks of: rules ask how old it is. */
  readonly asOf: Date;
  /** Name of the file, for people. */
  readonly source: string;
  readonly now: Date;
  /**
   * Called once, after the last batch and before anything is visible: the SHA-256 of the file, hex. When it throws,
   * nothing is kept.
   */
  readonly digest: () => string;
}

/** Our copy of a do-not-call list. */
export interface ListCopy {
  readonly list: string;
  readonly asOf: Date;
  readonly importedAt: Date;
  /** How many numbers are on it. */
  readonly numbers: number;
  readonly source: string;
  /** Of the last file that went in, hex. */
  readonly sha256: string;
}

/** Do-not-call lists. They belong to the installation: the law is the same for every organization. */
export interface Lists {
  /**
   * Takes in a file of any size in flat memory. All or nothing: until it resolves, and after a crash, the old copy
   * stands as it was.
   * @throws what a batch or `digest` throws; `conflict` when changes come for a list that has no copy.
   */
  importList(file: ListImport, batches: AsyncIterable<readonly ListedNumber[]>): Promise<ListCopy>;
  /** By name. */
  listCopies(): Promise<readonly ListCopy[]>;
}
