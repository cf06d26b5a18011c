import type { Installation } from './installation.ts';

/** Every page of the admin app, and how it looks when something is on it. */
export const adminPages = [
  { name: 'overview', path: '/' },
  { name: 'console', path: '/console' },
  { name: 'console-mail', path: '/console?channel=email' },
  { name: 'messages', path: '/messages' },
  { name: 'message', path: '/messages?open=newest' },
  { name: 'refused', path: '/messages?open=refused' },
  { name: 'agents', path: '/agents' },
  { name: 'new-agent', path: '/agents?make=yes' },
  { name: 'agent', path: '/agents/test-agent-001' },
  { name: 'lines', path: '/lines' },
  { name: 'usage', path: '/usage' },
  { name: 'api', path: '/reference?operation=messages.send' },
  { name: 'settings', path: '/settings' },
] as const;

/** Ids of messages worth opening. */
export interface Populated {
  readonly newest: string;
  readonly refused: string;
}

/** The address of a page, with the ids filled in. */
export function addressOf(path: string, { newest, refused }: Populated): string {
  return path.replace('open=newest', `open=${newest}`).replace('open=refused', `open=${refused}`);
}

/** Something on every page: messages both ways on three channels, one held back, a second phone. */
export async function populate(house: Installation): Promise<Populated> {
  const { control } = house.demo.network;
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
  return { newest: String(newest.json.id), refused: messages[0]?.id ?? 'none' };
}
