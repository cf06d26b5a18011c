import type { TwilioMessage } from './records.ts';

/** The messages that a list request asks for, newest first. Messages without a sent date match no date filter, as at Twilio. */
export function selectMessages(messages: readonly TwilioMessage[], query: URLSearchParams): TwilioMessage[] {
  const [to, from] = [query.get('To'), query.get('From')];
  return messages
    .filter(
      message =>
        (to === null || message.to === to) &&
        (from === null || message.from === from) &&
        matchesDates(query, 'DateSent', message.sentAt),
    )
    .reverse();
}

/** Whether a date lies within what a query asks of a field: `Field`, `Field>` and `Field<`. */
export function matchesDates(query: URLSearchParams, field: string, date: Date | undefined): boolean {
  return [...query].every(([name, value]) => {
    const sign = name.startsWith(field) ? name.slice(field.length) : undefined;
    return sign === undefined || bound(sign, value)(date);
  });
}

function bound(sign: string, value: string): (date: Date | undefined) => boolean {
  const date = new Date(value);
  const wholeDay = /^\d{4}-\d\d-\d\d$/.test(value);
  // A bare date stands for its whole day in GMT.
  const lastMs = date.getTime() + (wholeDay ? 86_400_000 - 1 : 999);
  if (sign === '>') return at => at !== undefined && at.getTime() >= date.getTime();
  if (sign === '<') return at => at !== undefined && at.getTime() <= lastMs;
  return at => at !== undefined && at.getTime() >= date.getTime() && at.getTime() <= lastMs;
}
