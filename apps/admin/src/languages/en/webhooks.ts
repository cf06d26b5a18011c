const webhooks = {
  title: 'Webhooks',
  lead: 'What vendors posted here, and what was posted on to your applications.',
  both: 'Both',
  in: 'From vendors',
  out: 'To applications',
  anyOutcome: 'Any outcome',
  outcomes: {
    applied: 'Applied',
    replayed: 'Seen before',
    ignored: 'Nothing in it',
    forged: 'Wrong signature',
    unreadable: 'Not readable',
    'unknown-address': 'Unknown address',
    delivered: 'Taken',
    failed: 'Not taken, tried again',
    exhausted: 'Given up',
  } as Record<string, string>,
  outcomeHints: {
    applied: 'Its signature was right, and it is in the database.',
    replayed: 'The vendor repeated itself; nothing changed.',
    ignored: 'Events that mean nothing here.',
    forged: 'Refused with 403: whoever sent it does not have the key of the vendor.',
    unreadable: 'Answered with 503, so that the vendor tries again.',
    'unknown-address': 'Refused with 404: the address belongs to no line of the agent.',
    delivered: 'The application answered with 2xx; the text is erased here.',
    failed: 'The application did not answer with 2xx. It is tried again.',
    exhausted: 'The last attempt failed too. The message still waits for the agent.',
  } as Record<string, string>,
  answer: 'Answer',
  noAnswer: 'no answer',
  took: 'Took',
  milliseconds: (count: string) => `${count} ms`,
  content: (messages: number, statuses: number) =>
    [
      messages === 1 ? '1 message' : messages > 1 ? `${messages} messages` : '',
      statuses === 1 ? '1 report' : statuses > 1 ? `${statuses} reports` : '',
    ]
      .filter(Boolean)
      .join(', ') || '—',
  attempt: (count: number) => `attempt ${count}`,
  empty: 'No posts yet',
  emptyLead: 'They appear as soon as a vendor reports a delivery or somebody writes to an agent.',
  detail: 'Post',
  attempts: 'Attempts',
  replay: 'Post it again',
  replayLead: 'From the first attempt on, signed as always.',
  replayed: 'It is posted again in a moment',
  message: 'Message',
};

export default webhooks;
