import { oneOf, text } from '../../search.ts';

/** What a message can be for. */
export const purposes = ['informational', 'marketing', 'otp', 'reply', 'emergency'] as const;
/** Over what it can go. */
export const askChannels = ['sms', 'voice', 'whatsapp', 'email', 'line'] as const;

/** What the page shows, and the question that was asked, as they stand in the address bar. */
export interface ComplianceSearch {
  tab?: 'ask';
  find?: string;
  pack?: string;
  rule?: string;
  to?: string;
  channel?: (typeof askChannels)[number];
  purpose?: (typeof purposes)[number];
  agent?: string;
}

/** Reads them; what makes no sense is left out. */
export function complianceSearch(search: Record<string, unknown>): ComplianceSearch {
  return {
    ...oneOf(search, 'tab', ['ask'] as const),
    ...text(search, 'find'),
    ...text(search, 'pack'),
    ...text(search, 'rule'),
    ...text(search, 'to'),
    ...oneOf(search, 'channel', askChannels),
    ...oneOf(search, 'purpose', purposes),
    ...text(search, 'agent'),
  };
}
