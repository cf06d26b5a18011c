/** One simulated file: a picture on a phone, an attachment of a mail. */
export interface MediaFile {
  readonly id: string;
  readonly contentType: string;
  readonly content: Uint8Array;
  readonly name?: string;
  /** Where it lies, when only its address is known here. */
  readonly source?: string;
}

/** Files by id, served at `/media/:id`. */
export interface MediaShelf {
  put(file: Omit<MediaFile, 'id'>): MediaFile;
  get(id: string): MediaFile | undefined;
  clear(): void;
}

/** Keeps files in memory; the oldest go when there are more than `limit`. */
export function createMediaShelf(newId: () => string, limit: number): MediaShelf {
  const files = new Map<string, MediaFile>();
  const put = (file: Omit<MediaFile, 'id'>) => {
    const kept: MediaFile = { ...file, id: newId() };
    files.set(kept.id, kept);
    const oldest = files.keys().next().value;
    if (files.size > limit && oldest !== undefined) files.delete(oldest);
    return kept;
  };
  return { put, get: id => files.get(id), clear: () => files.clear() };
}

/** The file as an answer to whoever asks for it. */
export function mediaResponse(file: MediaFile): Response {
  // A name could carry quotes or line breaks; only its plain characters go into the header.
  const name = (file.name ?? file.id).replace(/[^\w.-]/g, '_');
  const headers = { 'content-type': file.contentType, 'content-disposition': `inline; filename="${name}"` };
  return new Response(Uint8Array.from(file.content), { headers });
}
