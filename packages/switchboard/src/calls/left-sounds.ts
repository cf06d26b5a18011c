import type { InboxItem } from '@buttdial/core';
import type { Deps } from '../deps.ts';
import { recordingsOf } from './recordings.ts';

type Item = Pick<InboxItem, 'organizationId' | 'channel' | 'vendorId'>;
const prefix = 'call ';

/** What names an inbox item that was left in a call; one call leaves one. */
export function itemOfCall(callId: string): string {
  return `${prefix}${callId}`;
}

/** The call that an inbox item was left in. */
export function callOfItem({ channel, vendorId }: Item): string | undefined {
  return channel === 'voice' && vendorId.startsWith(prefix) ? vendorId.slice(prefix.length) : undefined;
}

/** The sound of something that was left in a call. The link needs no login and ends after an hour. */
export interface LeftSound {
  readonly url: string;
  readonly name: string;
  readonly contentType: string;
  readonly durationSeconds: number;
}

/** What is kept of the sound of an inbox item, as long as it is: the links are made when somebody asks. */
export async function soundsOfItem(deps: Deps, item: Item): Promise<readonly LeftSound[]> {
  const id = callOfItem(item);
  if (id === undefined) return [];
  const { organizationId } = item;
  // What was left is told once the call is over, or about to be. Its words do not wait for a storage that is away.
  const sounds = await recordingsOf(deps, { organizationId, id, state: 'ended' }).catch((failure: unknown) => {
    deps.runtime.log.warn('inbox.sound-unavailable', { error: failure instanceof Error ? failure.name : 'unknown' });
    return [];
  });
  return sounds.map(({ url, contentType, durationSeconds }, at) => ({
    url,
    name: `message-${at + 1}${extensions[contentType] ?? ''}`,
    contentType,
    durationSeconds,
  }));
}

const extensions: Readonly<Record<string, string>> = {
  'audio/wav': '.wav',
  'audio/x-wav': '.wav',
  'audio/mpeg': '.mp3',
  'audio/ogg': '.ogg',
};
