const conversations = {
  title: 'Conversations',
  lead: 'One thread per contact, over all channels.',
  list: 'Contacts',
  empty: 'No conversations yet',
  emptyLead: 'Send a message from the console, or have somebody write to an agent.',
  choose: 'Choose a conversation',
  chooseLead: 'What was said stands here, where it is still kept.',
  thread: 'Conversation',
  write: 'Write',
  person: 'About this contact',
  older: 'Show what is older',
  noSubject: '(no subject)',
  kept: {
    'under-way': 'The text is here until the message has arrived or failed.',
    waiting: 'The text is here until the agent has taken it.',
    'by-choice': 'The organization chose to keep texts.',
    hidden: 'Your role shows who and when, not what was said.',
    erased: 'The text was erased: it is kept only until it is delivered.',
    acknowledged: 'The text was erased when the agent took it.',
  } as Record<string, string>,
  call: 'A call',
  states: { waiting: 'Waits for the agent', acknowledged: 'The agent has it' } as Record<string, string>,
  back: 'All conversations',
};

export default conversations;
