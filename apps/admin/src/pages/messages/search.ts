import { oneOf, text } from '../../search.ts';

/** Channels that carry written messages. */
export const writtenChannels = ['sms', 'whatsapp', 'email', 'line'] as const;
/** Where a message can stand. */
export const messageStates = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'failed',
  'unknown',
  'deferred',
  'refused',
] as const;

/** The list's filter and the open message, as they stand in the address bar. */
export interface MessageSearch {
  agent?: string;
  channel?: (typeof writtenChannels)[number];
  status?: (typeof messageStates)[number];
  find?: string;
  open?: string;
}

/** Reads them; what makes no sense is left out. */
export function messageSearch(search: Record<string, unknown>): MessageSearch {
  return {
    ...text(search, 'agent'),
    ...oneOf(search, 'channel', writtenChannels),
    ...oneOf(search, 'status', messageStates),
    ...text(search, 'find'),
    ...text(search, 'open'),
  };
}
