/** Recipients that Twilio refuses at once, as its own test credentials do. */
export const refusedRecipients: Readonly<Record<string, number>> = {
  '+15005550001': 21211,
  '+15005550002': 21612,
  '+15005550003': 21408,
  '+15005550004': 21610,
  '+15005550009': 21614,
};

/** Numbers that Twilio refuses to call at once. */
export const refusedCalls: Readonly<Record<string, number>> = {
  '+15005550001': 21217,
  '+15005550002': 21214,
  '+15005550003': 21215,
  '+15005550004': 21216,
};

/** Senders that Twilio refuses at once. */
export const refusedSenders: Readonly<Record<string, number>> = {
  '+15005550001': 21212,
  '+15005550007': 21606,
  '+15005550008': 21611,
};

/** A sender that every account may use without renting it. */
export const EVERYBODYS_SENDER = '+15005550006';

/** Recipients whose messages are accepted and then come to nothing: the final status and its error code. */
export const lostRecipients: Readonly<
  Record<string, { readonly status: 'undelivered' | 'failed'; readonly code: number }>
> = {
  '+15005550030': { status: 'undelivered', code: 30003 },
  '+15005550031': { status: 'undelivered', code: 30004 },
  '+15005550032': { status: 'undelivered', code: 30005 },
  '+15005550033': { status: 'undelivered', code: 30006 },
  '+15005550034': { status: 'undelivered', code: 30007 },
  '+15005550035': { status: 'undelivered', code: 30008 },
  '+15005550036': { status: 'failed', code: 30034 },
};

/** Messages to this one stay `sent`: no delivery report ever comes. */
export const SILENT_RECIPIENT = '+15005550040';

/** Numbers in an available-number search that cannot be bought any more. */
export const GONE_NUMBER = '+15005550000';
