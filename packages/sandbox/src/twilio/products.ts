/** Where Meta's review of a sender stands, in Twilio's words. */
export const senderStatuses = ['CREATING', 'PENDING_VERIFICATION', 'TWILIO_REVIEW', 'ONLINE', 'OFFLINE'] as const;

/** A WhatsApp sender. */
export interface WhatsappSender {
  readonly sid: string;
  readonly account: string;
  readonly number: string;
  readonly name: string;
  status: (typeof senderStatuses)[number];
  qualityRating: 'HIGH' | 'MEDIUM' | 'LOW' | 'UNKNOWN';
  callbackUrl?: string;
}

/** An account below another one. */
export interface Subaccount {
  readonly sid: string;
  /** Name of the account that owns it. */
  readonly owner: string;
  readonly friendlyName: string;
  closed: boolean;
}

/** A code under way to somebody. */
export interface Verification {
  readonly sid: string;
  readonly service: string;
  readonly account: string;
  readonly to: string;
  readonly channel: string;
  readonly code: string;
  readonly expiresAt: Date;
  checks: number;
  sends: number;
}
