import { apiDate } from './records.ts';
import type { Asked } from './route.ts';

const parts = [
  'available_phone_numbers:AvailablePhoneNumbers',
  'calls:Calls',
  'incoming_phone_numbers:IncomingPhoneNumbers',
  'messages:Messages',
  'balance:Balance',
];

/** GET Accounts/{Sid}.json */
export function fetchAccount({ account, accountSid }: Asked): Response {
  const base = `/2010-04-01/Accounts/${accountSid}`;
  const links = parts.map(part => part.split(':')).map(([name, place]) => [name, `${base}/${place}.json`]);
  return Response.json({
    auth_token: account.twilio?.authToken,
    date_created: apiDate(account.createdAt),
    date_updated: apiDate(account.createdAt),
    friendly_name: account.name,
    owner_account_sid: accountSid,
    sid: accountSid,
    status: 'active',
    subresource_uris: Object.fromEntries(links),
    type: 'Full',
    uri: `${base}.json`,
  });
}

/** GET Accounts/{Sid}/Balance.json: what was prepaid, less the price of every message and call. */
export function fetchBalance({ network, account, accountSid }: Asked): Response {
  const priced = [...network.messages.list(account.name), ...network.calls.list(account.name)];
  const spent = priced.reduce((sum, { price }) => sum + Number(price ?? 0), 0);
  const balance = (account.twilio?.balance ?? 100) + spent;
  return Response.json({ account_sid: accountSid, balance: balance.toFixed(4), currency: 'USD' });
}
