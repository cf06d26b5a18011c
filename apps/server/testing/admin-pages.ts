import type { Installation } from './installation.ts';

/** Every page of the admin app, and how it looks when something is on it. */
export const adminPages = [
  { name: 'overview', path: '/' },
  { name: 'console', path: '/console' },
  { name: 'console-mail', path: '/console?channel=email' },
  { name: 'console-voice', path: '/console?channel=voice' },
  { name: 'messages', path: '/messages' },
  { name: 'message', path: '/messages?open=newest' },
  { name: 'refused', path: '/messages?open=refused' },
  { name: 'calls', path: '/calls' },
  { name: 'call', path: '/calls/call' },
  { name: 'conversations', path: '/conversations' },
  { name: 'conversation', path: '/conversations?with=contact' },
  { name: 'contacts', path: '/contacts' },
  { name: 'contact', path: '/contacts/contact' },
  { name: 'import-opt-outs', path: '/contacts?do=import' },
  { name: 'compliance', path: '/compliance' },
  { name: 'compliance-ask', path: '/compliance?tab=ask&to=%2B12125550123&purpose=marketing' },
  { name: 'connections', path: '/connections' },
  { name: 'connect', path: '/connections?connect=twilio' },
  { name: 'webhooks', path: '/webhooks' },
  { name: 'alerts', path: '/alerts' },
  { name: 'audit', path: '/audit' },
  { name: 'agents', path: '/agents' },
  { name: 'new-agent', path: '/agents?make=yes' },
  { name: 'agent', path: '/agents/test-agent-001' },
  { name: 'lines', path: '/lines' },
  { name: 'usage', path: '/usage' },
  { name: 'api', path: '/reference?operation=messages.send' },
  { name: 'people', path: '/people' },
  { name: 'security', path: '/security' },
  { name: 'settings', path: '/settings' },
] as const;

/** Ids of messages worth opening. */
export interface Populated {
  readonly newest: string;
  readonly refused: string;
  /** A call that has ended, with a transcript, an outcome and a note. */
  readonly call: string;
  /** Somebody with a conversation and a line in the ledger. */
  readonly contact: string;
}

/** The address of a page, with the ids filled in. */
export function addressOf(path: string, { newest, refused, contact, call }: Populated): string {
  return path
    .replace('open=newest', `open=${newest}`)
    .replace('open=refused', `open=${refused}`)
    .replace('/calls/call', `/calls/${call}`)
    .replace('with=contact', `with=${contact}`)
    .replace('/contacts/contact', `/contacts/${contact}`);
}

/** Something on every page: messages both ways on three channels, one held back, a second phone. */
export async function populate(house: Installation): Promise<Populated> {
  const { control } = house.demo.network;
  const call = await talk(house);
  const [ada, grace, agent] = ['+15559876543', '+15559870002', '+12125550101'];
  control.addPhone({ number: grace, name: 'Grace' });
  const send = (body: object) => house.api('POST', '/send-message', { body });
  await send({ to: ada, body: 'Hello Ada, your table for two is booked at 19:30.' });
  await house.until(
    () => control.thread(ada).length,
    length => length > 0,
  );
  control.sendFromPhone({ from: ada, to: agent, text: 'Perfect! Can we make it three people?' });
  await send({ to: ada, body: 'Of course. Three people at 19:30, by the window.' });
  control.sendFromPhone({ from: grace, to: agent, channel: 'whatsapp', text: 'Is the parcel on its way?' });
  await send({ to: grace, body: 'It left Rotterdam this morning.', channel: 'whatsapp' });
  control.sendFromPhone({ from: grace, to: agent, text: 'STOP' });
  await house.until(
    () => control.thread(grace, { channel: 'sms' }).length,
    length => length > 1,
  );
  await send({ to: grace, body: 'Are you still there?' });
  const { messages } = (await house.api('GET', '/messages?status=refused')).json as { messages: { id: string }[] };
  const later = new Date(Date.now() + 3_600_000).toISOString();
  await send({ to: ada, body: 'See you in an hour.', sendAt: later });
  const mail = { channel: 'email', to: 'ada@example.com', subject: 'Your reservation' };
  const newest = await send({ ...mail, body: 'Dear Ada,\n\nthree people, 19:30, by the window.\n\nYour agent' });
  await house.until(
    async () => (await house.api('GET', `/messages/${newest.json.id}`)).json.status,
    status => status === 'delivered',
  );
  // Read by the agent, so that no page comes by while something waits and takes it along.
  await house.until(
    async () => {
      await house.api('GET', '/waiting-messages?ack=on_fetch');
      return (await house.demo.store.depth()).inboxWaiting;
    },
    waiting => waiting === 0,
  );
  const organization = { token: house.tokens.organization };
  const consent = { contactAddress: ada, channel: 'sms', source: 'web form', notes: 'Ticked the box below the order.' };
  await house.api('POST', '/consent', { ...organization, body: { ...consent, consentType: 'express' } });
  const { contacts } = (await house.api('GET', '/contacts?find=9876543', organization)).json as {
    contacts: { id: string }[];
  };
  await fetch(`${house.url}/webhooks/test-agent-001/sms`, { method: 'POST', body: 'forged' });
  return {
    newest: String(newest.json.id),
    refused: messages[0]?.id ?? 'none',
    contact: contacts[0]?.id ?? 'none',
    call,
  };
}

/** A call in which the agent is interrupted, and which is judged. */
async function talk(house: Installation): Promise<string> {
  const person = '+15559870003';
  house.demo.network.control.addPhone({ number: person, name: 'Grace at the restaurant' });
  const lines = ['Hello?', 'Who is this?', 'Seven is fine.'];
  house.demo.network.control.setCharacter(person, { kind: 'interrupter', lines, afterMs: 1500 });
  const asked = { to: person, mission: 'Book a table for two at seven.' };
  const { id } = (await house.api('POST', '/make-call', { body: asked })).json;
  const control = (body: object) => house.api('POST', `/calls/${id}/control`, { body });
  let [after, heard] = [0, 0];
  for (let state: unknown; state !== 'ended'; ) {
    const { json } = await house.api('GET', `/calls/${id}?waitSeconds=20&afterSequence=${after}`);
    const events = json.events as { kind: string }[] | undefined;
    if (events === undefined) throw new Error(JSON.stringify(json));
    heard += events.filter(event => event.kind === 'line').length;
    if (heard >= enoughLines) await control({ action: 'hang_up' });
    [after, state] = [Number(json.lastSequence), json.state];
  }
  await control({ action: 'note', text: 'They close at ten.' });
  await control({ action: 'outcome', outcome: 'success', text: 'A table for two at seven is booked.' });
  return String(id);
}

const enoughLines = 4;
