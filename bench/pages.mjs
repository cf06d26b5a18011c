// What the lists of the admin pages cost when there is much in them: 100,000 messages to 10,000 contacts on SQLite, asked
// for over HTTP as the pages ask. p50 and p95 of each list, filter and search, one caller after the other.
// Usage: node --conditions=@buttdial/source bench/pages.mjs [messages = 100000] [contacts = 10000]
import { chromiumPath, launch, openWindow } from '../apps/server/testing/browser.ts';
import { install } from '../apps/server/testing/installation.ts';
import { contactKey, createSealer } from '../packages/switchboard/src/index.ts';

const messages = Number(process.argv[2] ?? 100_000);
const contacts = Number(process.argv[3] ?? 10_000);
const asks = 60;

const house = await install();
const { store, state } = house.demo;
const sealer = createSealer(Buffer.from(state.encryptionKey, 'hex'), { randomBytes: count => new Uint8Array(count) });
await store.limits.set('default', { maxActionsPerDay: null, maxSpendMicrosPerDay: null, maxSpendMicrosPerMonth: null });
for (const agentId of ['test-agent-001', 'test-agent-002'])
  await store.limits.set(
    'default',
    Object.fromEntries(
      ['Minute', 'Hour', 'Day', 'Month']
        .map(span => [`maxActionsPer${span}`, null])
        .concat([
          ['maxSpendMicrosPerDay', null],
          ['maxSpendMicrosPerMonth', null],
        ]),
    ),
    agentId,
  );

const people = Array.from({ length: contacts }, (_, index) => {
  const address = index % 4 === 0 ? `person${index}@example.com` : `+1212${String(2_000_000 + index * 97)}`;
  const channel = index % 4 === 0 ? 'email' : 'sms';
  return { address, channel, key: contactKey(sealer, 'default', { channel, address }) };
});
const now = Date.now();
const outcomes = index =>
  index % 100 === 0
    ? { kind: 'failed', fault: { kind: 'unreachable', message: 'No such number.' } }
    : { kind: 'sent', vendorId: `SM${String(index).padStart(32, '0')}`, priceMicros: 7_900 };

async function seedOne(index) {
  const person = people[(index * 7919) % contacts];
  const at = new Date(now - (messages - index) * 20_000);
  const id = `seed-${String(index).padStart(8, '0')}`;
  const agentId = index % 3 === 0 ? 'test-agent-002' : 'test-agent-001';
  await store.admit({
    id,
    organizationId: 'default',
    agentId,
    channel: person.channel,
    purpose: 'informational',
    from: '+12125550101',
    to: person.address,
    contactKey: person.key,
    connection: 'twilio',
    sealedBody: new Uint8Array([1]),
    reserveMicros: 10_000,
    currency: 'USD',
    now: at,
    dueAt: at,
    claim: { owner: 'bench', leaseMs: 60_000 },
    auditBody: JSON.stringify({ event: 'message.admitted', actor: 'system', target: id, details: {} }),
  });
  await store.settle({
    organizationId: 'default',
    messageId: id,
    attempt: 1,
    now: at,
    outcome: outcomes(index),
    auditBody: JSON.stringify({ event: 'message.sent', actor: 'system', target: id, details: { attempt: 1 } }),
  });
}

const seeding = performance.now();
const width = 256;
for (let start = 0; start < messages; start += width)
  await Promise.all(Array.from({ length: Math.min(width, messages - start) }, (_, offset) => seedOne(start + offset)));
for (let index = 0; index < contacts; index += 20) {
  const event = { id: `stop-${index}`, organizationId: 'default', contactKey: people[index].key, channel: '*' };
  await store.consent.append('default', { ...event, kind: 'stop', at: new Date(now) }, '{}');
}
const seconds = (performance.now() - seeding) / 1000;
process.stdout.write(`seeded ${messages} messages to ${contacts} contacts in ${seconds.toFixed(0)} s\n\n`);

const middle = `seed-${String(Math.floor(messages / 2)).padStart(8, '0')}`;
const { json: firstPage } = await house.api('GET', '/contacts?limit=200', { token: house.tokens.organization });
const anybody = firstPage.contacts[0].id;
const questions = {
  'messages, newest': () => '/messages?limit=100',
  'messages, from the middle on': () => `/messages?limit=100&before=${middle}`,
  'messages of an agent': () => '/messages?limit=100&agentId=test-agent-002',
  'messages by e-mail': () => '/messages?limit=100&channel=email',
  'messages by LINE: none': () => '/messages?limit=100&channel=line',
  'messages, failed': () => '/messages?limit=100&status=failed',
  'messages, queued: none': () => '/messages?limit=100&status=queued',
  'messages, sending: none': () => '/messages?limit=100&status=sending',
  'messages, refused: none': () => '/messages?limit=100&status=refused',
  'messages, delivered: none': () => '/messages?limit=100&status=delivered',
  'messages by recipient': index =>
    `/messages?limit=100&find=${encodeURIComponent(people[(index * 31) % contacts].address)}`,
  'messages by part of it': index => `/messages?limit=100&find=${200 + index}`,
  'messages by id': index => `/messages?limit=100&find=seed-${String(index * 97).padStart(8, '0')}`,
  'a timeline': index => `/messages/seed-${String(index * 97).padStart(8, '0')}/timeline`,
  'contacts, latest': () => '/contacts?limit=50',
  'contacts, from further on': () => `/contacts?limit=50&before=${firstPage.next}`,
  'contacts by part of the address': index => `/contacts?limit=50&find=${300 + index}`,
  'contacts: nobody': () => '/contacts?limit=50&find=nobody-at-all',
  'contacts, opted out': () => '/contacts?limit=50&status=opted-out',
  'contacts, agreed: none': () => '/contacts?limit=50&status=granted',
  'a contact': () => `/contacts/${anybody}`,
  'a conversation': () => `/contacts/${anybody}/thread?limit=30`,
  'audit, newest': () => '/audit/search?limit=50',
  'audit with the traffic': () => '/audit/search?limit=50&traffic=yes',
  'audit of one message': index => `/audit/search?target=seed-${String(index * 97).padStart(8, '0')}`,
  alerts: () => '/alerts?limit=50',
  'usage of 90 days': () => '/usage/history?days=90&step=day',
};

process.stdout.write('| question | p50 ms | p95 ms |\n|---|---|---|\n');
let worst = 0;
for (const [name, path] of Object.entries(questions)) {
  const times = [];
  for (let index = 0; index < asks; index += 1) {
    const startedAt = performance.now();
    const { status } = await house.api('GET', path(index), { token: house.tokens.organization });
    times.push(performance.now() - startedAt);
    if (status !== 200) throw new Error(`${path(index)} answered ${status}.`);
  }
  times.sort((a, b) => a - b);
  const p95 = times[Math.floor(times.length * 0.95)];
  worst = Math.max(worst, p95);
  process.stdout.write(`| ${name} | ${times[Math.floor(times.length / 2)].toFixed(1)} | ${p95.toFixed(1)} |\n`);
}
process.stdout.write(`\nworst p95: ${worst.toFixed(1)} ms (goal < 100)\n`);

const exporting = performance.now();
const table = await fetch(`${house.url}/api/v1/messages?limit=200`, {
  headers: { accept: 'text/csv', authorization: `Bearer ${house.tokens.organization}` },
});
const rows = (await table.text()).trim().split('\r\n').length - 1;
process.stdout.write(`all ${rows} messages as CSV: ${((performance.now() - exporting) / 1000).toFixed(1)} s\n`);
if (chromiumPath) await look();
await house.close();
process.exit(0);

/** A person who scrolls and filters as fast as they can: frames that come late, and how long a filter takes to show. */
async function look() {
  const browser = await launch();
  const { page, enter, close } = await openWindow(browser, house, { width: 1280, height: 800 });
  await enter('/messages');
  const rows = page.getByRole('list', { name: 'Messages' }).getByRole('listitem');
  await rows.first().waitFor();
  await page.evaluate(() => {
    globalThis.late = { frames: 0, slow: 0, worst: 0, tasks: 0 };
    let before = performance.now();
    const frame = now => {
      const took = now - before;
      before = now;
      globalThis.late.frames += 1;
      globalThis.late.worst = Math.max(globalThis.late.worst, took);
      if (took > 50) globalThis.late.slow += 1;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    new PerformanceObserver(list => {
      globalThis.late.tasks += list.getEntries().length;
    }).observe({ entryTypes: ['longtask'] });
  });
  await page.mouse.move(700, 500);
  for (let step = 0; step < 200; step += 1) await page.mouse.wheel(0, 600);
  const loaded = await rows.first().getAttribute('aria-setsize');
  const late = await page.evaluate(() => globalThis.late);
  process.stdout.write(
    `scrolled ${loaded} messages into the page: ${late.frames} frames, ${late.slow} later than 50 ms (worst ${Math.round(late.worst)} ms), ${late.tasks} long tasks, ${await rows.count()} rows in the document\n`,
  );
  const filtering = performance.now();
  await page.getByRole('searchbox').fill(people[31].address);
  await page.waitForFunction(
    count => document.querySelector('[aria-setsize]')?.getAttribute('aria-setsize') === count,
    String(messages / contacts),
  );
  process.stdout.write(
    `found one contact's messages: ${Math.round(performance.now() - filtering)} ms from the key to the rows\n`,
  );
  await close();
  await browser.close();
}
