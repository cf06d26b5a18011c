import { ButtdialError } from '@buttdial/core';
import { monoWav, readWav } from '@buttdial/voice/wire';
import type { ArchivedFile } from '../archive/archive.ts';
import type { Deps } from '../deps.ts';
import { publicUrl } from '../guard.ts';
import type { Spoken } from './spoken.ts';

/** What a voice message sounds like, and where: an address that needs no login. */
export interface Sound {
  readonly url: URL;
  /** Where it lies in the archive; absent where it lies with somebody else. */
  readonly key?: string;
  readonly durationSeconds?: number;
}

/** `note`: what WhatsApp plays as a voice note, OGG with Opus. `page`: what every browser plays, WAV. */
export type SoundForm = 'note' | 'page';

/** How a sound is to be kept. */
export interface Keeping {
  readonly organizationId: string;
  /** The same message is the same file: letters, digits, `-`, `_`. */
  readonly id: string;
  readonly form: SoundForm;
  readonly signal: AbortSignal;
}

const dayMs = 86_400_000;

/** How long a voice message can be listened to. */
export function keptDays({ settings }: Pick<Deps, 'settings'>): number {
  return settings.voiceMessageDays ?? 7;
}

/** Keeps what was spoken. @throws `unavailable` where nothing can be kept, or nothing makes voice notes. */
export async function keepSpoken(deps: Deps, { samples, sampleRate }: Spoken, keeping: Keeping): Promise<Sound> {
  const isNote = keeping.form === 'note';
  const body = isNote ? await noteOf(deps, { samples, sampleRate }) : monoWav(samples, sampleRate);
  const contentType = isNote ? 'audio/ogg' : 'audio/wav';
  const file = await kept(deps, keeping, { contentType, body });
  return { ...file, durationSeconds: Math.ceil(samples.length / sampleRate) };
}

async function noteOf({ encodeVoiceNote }: Deps, { samples, sampleRate }: Spoken): Promise<Uint8Array> {
  if (encodeVoiceNote) return encodeVoiceNote(samples, sampleRate);
  throw new ButtdialError('unavailable', 'This server cannot make voice notes.', {
    field: 'channel',
    remedy: 'Use channel "link", or give an audioUrl of an OGG/Opus or MP3 file.',
  });
}

async function kept(
  deps: Deps,
  { organizationId, id, signal }: Keeping,
  { contentType, body }: { readonly contentType: string; readonly body: Uint8Array },
): Promise<Required<Pick<Sound, 'url' | 'key'>>> {
  const { archive } = deps;
  if (!archive) throw noArchive();
  const { key } = await archive.put(organizationId, { kind: 'voice-message', contentType, body, id }, { signal });
  return { key, url: archive.link(organizationId, key, (keptDays(deps) * dayMs) / 1_000) };
}

function noArchive(): ButtdialError {
  return new ButtdialError('unavailable', 'This server keeps no files.', {
    field: 'channel',
    remedy: 'Have the operator configure a storage, or use channel "call".',
  });
}

/**
 * A sound that is there already: a link of this server, such as that of a recording, is copied and gets an address as long
 * as the message's; anything else is left where it lies, on the public internet.
 * @throws `invalid-input` naming `audioUrl`.
 */
export async function soundAt(deps: Deps, text: string, keeping: Keeping): Promise<Sound> {
  const own = ownToken(deps, text);
  if (own === undefined) return { url: await publicUrl(text, 'audioUrl', deps.resolveHost) };
  const file = await deps.archive?.follow(own, { signal: keeping.signal });
  if (!file || file === 'expired')
    throw invalid('This link of ours leads nowhere, or no longer.', 'Ask for a new link to the file.');
  return copied(deps, file, keeping);
}

/**
 * A sound that is there already, for a telephone: a WAV file, fetched and kept, so that every line can play it.
 * @throws `invalid-input` naming `audioUrl`.
 */
export async function soundForCall(deps: Deps, text: string, keeping: Keeping): Promise<Sound> {
  const own = ownToken(deps, text);
  const found = own === undefined ? await soundOutside(deps, text, keeping) : await soundAt(deps, text, keeping);
  if (found.durationSeconds === undefined) throw noWav();
  return found;
}

async function soundOutside(deps: Deps, text: string, keeping: Keeping): Promise<Sound> {
  const url = await publicUrl(text, 'audioUrl', deps.resolveHost);
  const response = await deps.outsideFetch(url, { redirect: 'manual', signal: keeping.signal }).catch(() => undefined);
  if (!response?.ok || !response.body)
    throw invalid('The sound could not be fetched.', 'Check that anybody can fetch it there.');
  const spoken = readWav(await bytesOf(response.body));
  if (!spoken) throw noWav();
  return keepSpoken(deps, spoken, keeping);
}

async function bytesOf(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    if (length > mostBytes) throw invalid('This sound is larger than 16 MB.', 'Send a shorter one.');
    pieces.push(piece);
  }
  return new Uint8Array(Buffer.concat(pieces));
}

function noWav(): ButtdialError {
  return invalid(
    'A call plays WAV files with 16 bits linear.',
    'Give such a file, or use channel "whatsapp" or "link".',
  );
}

function ownToken({ settings }: Deps, text: string): string | undefined {
  const base = `${settings.publicUrl.href.replace(/\/$/, '')}/files/`;
  return text.startsWith(base) ? text.slice(base.length) : undefined;
}

const playable: Readonly<Record<SoundForm, RegExp>> = {
  note: /^audio\/(ogg|mpeg|mp4|aac|amr|3gpp)\b/,
  page: /^audio\//,
};
const mostBytes = 16_000_000;

async function copied(deps: Deps, file: ArchivedFile, keeping: Keeping): Promise<Sound> {
  if (file.sizeBytes > mostBytes) {
    await file.body.cancel();
    throw invalid('This sound is larger than 16 MB.', 'Send a shorter one.');
  }
  const body = new Uint8Array(await new Response(file.body).arrayBuffer());
  const spoken = /^audio\/(x-)?wav\b/.test(file.contentType) ? readWav(body) : undefined;
  if (spoken) return keepSpoken(deps, spoken, keeping);
  if (!playable[keeping.form].test(file.contentType))
    throw invalid('This file is no sound that can be played there.', 'Give a WAV, MP3 or OGG/Opus file.');
  return kept(deps, keeping, { contentType: file.contentType, body });
}

function invalid(message: string, remedy: string): ButtdialError {
  return new ButtdialError('invalid-input', message, { field: 'audioUrl', remedy });
}
