import type { RecordedSound, Transcription } from '@buttdial/core';
import { abilitiesOf } from '../calls/abilities.ts';
import type { Deps } from '../deps.ts';
import { fresh } from '../fresh.ts';
import type { InboundBody } from '../inbound-body.ts';
import { readSettings } from '../organization-settings.ts';
import type { HeardItem as Item, VoiceNotes } from './voice-notes.ts';

type Attachment = InboundBody['attachments'][number];

const longestMs = 20_000;
const mostBytes = 16_000_000;
/** Of one message; a stranger must not make it dear. */
const mostSounds = 3;
const remembered = { ttlMs: 3_600_000, maxEntries: 500 };

/** Hears each sound once; what was heard is remembered for an hour, because what is not acknowledged comes again. */
export function createVoiceNotes(deps: Deps): VoiceNotes {
  const isWanted = async (organizationId: string) =>
    readSettings(await deps.store.organizations.get(organizationId)).transcribeAudio === true;
  const asked = new Map<string, () => Promise<string>>();
  const heard = fresh(deps.runtime, { ...remembered, load: (key: string) => asked.get(key)!() });

  async function transcriptOf(item: Item, attachment: Attachment, at: number): Promise<string | undefined> {
    const key = `${item.id} ${at}`;
    asked.set(key, () => hear(deps, item, attachment));
    try {
      return await heard(key);
    } catch (failure) {
      deps.metrics.count('buttdial_voice_notes_total', { outcome: 'failed' });
      deps.runtime.log.warn('inbox.voice-note-not-heard', {
        id: item.id,
        error: failure instanceof Error ? failure.name : 'unknown',
      });
      return undefined;
    } finally {
      asked.delete(key);
    }
  }

  return {
    async read(item, body) {
      const sounds = body.attachments.filter(isSound).slice(0, mostSounds);
      if (sounds.length === 0 || !canHear(deps, item) || !(await isWanted(item.organizationId))) return body;
      const attachments = await Promise.all(
        body.attachments.map(async (attachment, at) => {
          const transcript = sounds.includes(attachment) ? await transcriptOf(item, attachment, at) : undefined;
          return transcript === undefined ? attachment : { ...attachment, transcript };
        }),
      );
      const said = attachments.flatMap(({ transcript }) => transcript || []).join('\n');
      return { ...body, text: body.text.trim() === '' ? said : body.text, attachments };
    },
  };
}

function isSound({ url, contentType }: Attachment): boolean {
  return url !== undefined && contentType?.startsWith('audio/') === true;
}

type Ears = Required<Pick<Transcription, 'transcribe'>>;

function canHear(deps: Deps, item: Item): boolean {
  return earsOf(deps, item) !== undefined && openerOf(deps, item) !== undefined;
}

function earsOf(deps: Deps, { organizationId }: Item): Ears | undefined {
  const { transcription } = abilitiesOf(deps, organizationId);
  const transcribe = transcription?.transcribe;
  return transcribe && { transcribe };
}

function openerOf({ connections }: Deps, { organizationId, channel, agentId }: Item) {
  return connections.serving(organizationId, channel, agentId)?.provider.messaging?.openAttachment;
}

async function hear(deps: Deps, item: Item, { url, contentType = '' }: Attachment): Promise<string> {
  const [ears, open] = [earsOf(deps, item), openerOf(deps, item)];
  if (!ears || !open || url === undefined) return '';
  const call = { signal: deps.runtime.timeout(longestMs), idempotencyKey: `${item.id} voice-note` };
  const audio = await bytesOf(await open({ url: new URL(url) }, call));
  if (audio === undefined) return '';
  const { text } = await ears.transcribe({ audio, contentType }, call);
  deps.metrics.count('buttdial_voice_notes_total', { outcome: 'heard' });
  return text;
}

/** Undefined where it is too long. */
async function bytesOf({ body }: RecordedSound): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    if (length > mostBytes) return undefined;
    pieces.push(piece);
  }
  return new Uint8Array(Buffer.concat(pieces));
}
