import type { InboxItem } from '@buttdial/core';
import type { InboundBody } from '../inbound-body.ts';

/** What came in, as far as hearing it needs to know. */
export type HeardItem = Pick<InboxItem, 'id' | 'organizationId' | 'agentId' | 'channel'>;

/** Voice notes that came in, as text. */
export interface VoiceNotes {
  /**
   * What came in, with what is said in its sounds, where the organization wants that and something can hear it. Whoever
   * sent nothing but a sound has said that. What cannot be heard is as it came.
   */
  read(item: HeardItem, body: InboundBody): Promise<InboundBody>;
}
