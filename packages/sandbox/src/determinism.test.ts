import { expect, it } from 'vitest';
import { accountSid, authToken, ourNumber, phone, virtualRuntime } from '../test/support.ts';
import { createSandbox, type LedgerView } from './index.ts';

const form = (text: string) => ({
  method: 'POST',
  headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
  body: new URLSearchParams({
    From: ourNumber,
    To: phone,
    Body: text,
    StatusCallback: `http://product.invalid/status?ref=${text}`,
  }),
});

/** A day of traffic in one process: sends, replies, faults, unruly callbacks. */
async function day(seed: string): Promise<{ ledger: LedgerView; posted: string[] }> {
  const { runtime, clock } = virtualRuntime();
  const posted: string[] = [];
  const callbackFetch: typeof fetch = async (url, init) => {
    const body = new URLSearchParams(String(init?.body));
    posted.push(`${runtime.now().toISOString()} ${url} ${body.get('MessageSid')} ${body.get('MessageStatus')}`);
    return new Response('<Response><Message>thank you</Message></Response>', {
      headers: { 'content-type': 'text/xml' },
    });
  };
  const sandbox = createSandbox({
    runtime,
    clock,
    seed,
    callbackFetch,
    accounts: [{ name: 'ours', twilio: { accountSid, authToken } }],
    behaviour: { shuffleCallbacks: 0.5, duplicateCallbacks: 0.3, loseCallbacks: 0.1 },
  });
  sandbox.control.addNumber({ number: ourNumber, accountSid, smsUrl: 'http://product.invalid/sms' });
  sandbox.control.addFault({ kind: 'reset', probability: 0.2 });
  sandbox.control.addFault({ kind: 'failing', probability: 0.2 });
  for (let hour = 0; hour < 24; hour++) {
    await sandbox
      .fetch(`http://sandbox.invalid/twilio/2010-04-01/Accounts/${accountSid}/Messages.json`, form(`send-${hour}`))
      .catch(() => undefined);
    if (hour % 3 === 0) sandbox.control.sendFromPhone({ from: phone, to: ourNumber, text: `hour ${hour}` });
    await sandbox.control.advance(3_600_000);
  }
  return { ledger: sandbox.ledger(), posted };
}

it('repeats a day exactly from the same seed, and not from another', async () => {
  const [first, again, other] = [await day('one'), await day('one'), await day('two')];
  expect(again).toEqual(first);
  expect(other.posted).not.toEqual(first.posted);
  expect(first.ledger.requests).toHaveLength(24);
  expect(new Set(first.ledger.requests.map(request => request.fault))).toEqual(
    new Set([undefined, 'reset', 'failing']),
  );
});

it('doubles, shuffles and loses callbacks, but never the truth', async () => {
  const { ledger, posted } = await day('one');
  const byMessage = Map.groupBy(
    posted.filter(line => line.includes('/status')),
    line => line.split(' ')[2],
  );
  const orders = [...byMessage.values()].map(lines => lines.map(line => line.split(' ')[3]).join());
  expect(orders.some(order => order === 'queued,sent,delivered')).toBe(true);
  expect(orders.some(order => new Set(order.split(',')).size < order.split(',').length)).toBe(true);
  expect(orders.some(order => order.indexOf('delivered') < order.indexOf('queued'))).toBe(true);
  expect(ledger.callbacks.some(call => call.failure === 'lost')).toBe(true);
  const executed = ledger.sends.filter(send => send.ref !== undefined);
  const intended = ledger.requests.filter(request => request.fault !== 'failing');
  expect(executed).toHaveLength(intended.length);
});
