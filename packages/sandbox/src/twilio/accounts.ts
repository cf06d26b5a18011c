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
export function fetchAccount({ account, accountSid: sid }: Asked): Response {
  const { createdAt, name } = account;
  return Response.json({
    ...showAccount({ sid, authToken: account.twilio?.authToken, createdAt }),
    friendly_name: name,
    owner_account_sid: sid,
    status: 'active',
  });
}

/** What an account resource holds besides its name, owner and status. */
export function showAccount(account: {
  readonly sid: string;
  readonly authToken: string | undefined;
  readonly createdAt: Date;
}): Record<string, unknown> {
  const { sid, authToken, createdAt } = account;
  const base = `/2010-04-01/Accounts/${sid}`;
  const links = parts.map(part => part.split(':')).map(([name, place]) => [name, `${base}/${place}.json`]);
  return {
    auth_token: authToken,
    date_created: apiDate(createdAt),
    date_updated: apiDate(createdAt),
    sid,
    subresource_uris: Object.fromEntries(links),
    type: 'Full',
    uri: `${base}.json`,
  };
}

/** GET Accounts/{Sid}/Balance.json: what was prepaid, less the price of every message and call. */
export function fetchBalance({ network, account, accountSid }: Asked): Response {
  const priced = [...network.messages.list(account.name), ...network.calls.list(account.name)];
  const spent = priced.reduce((sum, { price }) => sum + Number(price ?? 0), 0);
  const balance = (account.twilio?.balance ?? 100) + spent;
  return Response.json({ account_sid: accountSid, balance: balance.toFixed(4), currency: 'USD' });
}
