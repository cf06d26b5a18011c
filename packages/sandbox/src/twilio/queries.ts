import type { TwilioMessage } from './records.ts';

/** The messages that a list request asks for, newest first. Messages without a sent date match no date filter, as at Twilio. */
export function selectMessages(messages: readonly TwilioMessage[], query: URLSearchParams): TwilioMessage[] {
  const [to, from] = [query.get('To'), query.get('From')];
  const bounds = [...query].filter(([name]) => name.startsWith('DateSent')).map(([name, value]) => bound(name, value));
  return messages
    .filter(
      message =>
        (to === null || message.to === to) &&
        (from === null || message.from === from) &&
        bounds.every(within => within(message.sentAt)),
    )
    .reverse();
}

function bound(name: string, value: string): (date: Date | undefined) => boolean {
  const date = new Date(value);
  const wholeDay = /^\d{4}-\d\d-\d\d$/.test(value);
  // A bare date stands for its whole day in GMT.
  const lastMs = date.getTime() + (wholeDay ? 86_400_000 - 1 : 999);
  if (name === 'DateSent>') return sent => sent !== undefined && sent.getTime() >= date.getTime();
  if (name === 'DateSent<') return sent => sent !== undefined && sent.getTime() <= lastMs;
  return sent => sent !== undefined && sent.getTime() >= date.getTime() && sent.getTime() <= lastMs;
}
