import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../../testing/installation.ts';

let house: Installation;
beforeAll(async () => {
  house = await install({
    env: { WEBHOOK_BASE_URL: 'https://mail.example.com', POSTAL_ADDRESS: 'Acme <Ltd>, 1 Example Street, Springfield' },
  });
});
afterAll(() => house.close());

const mailsTo = (to: string) => house.demo.network.control.mails(to);
async function advertise(to: string, more: object = {}) {
  const before = mailsTo(to).length;
  const answer = await house.api('POST', '/send-message', {
    body: { to, channel: 'email', subject: 'Summer sale', body: 'Everything must go.', purpose: 'marketing', ...more },
  });
  const expected = before + (answer.status === 200 ? 1 : 0);
  await house.until(
    () => mailsTo(to).length,
    count => count >= expected,
  );
  return answer;
}
const mailTo = (to: string) => mailsTo(to).at(-1);
const headersOf = (to: string) => (mailTo(to) as unknown as { headers: Record<string, string> }).headers;
/** The link of the last mail, at the address where this test reaches the server. */
function linkOf(to: string): string {
  const listed = /^<(https:\/\/mail\.example\.com(\/unsubscribe\/[\w.-]+))>$/.exec(
    headersOf(to)['List-Unsubscribe'] ?? '',
  );
  return `${house.url}${listed?.[2]}`;
}
const oneClick = (link: string, body = 'List-Unsubscribe=One-Click') =>
  fetch(link, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });

describe('a commercial mail', () => {
  it('carries address, way out and one-click headers; both parts of it', async () => {
    const to = 'ada@example.com';
    const sent = await advertise(to, { html: '<html><body><p>Everything must go.</p></body></html>' });
    expect(sent).toMatchObject({ status: 200, json: { status: 'sent' } });
    const mail = mailTo(to);
    const link = linkOf(to).replace(house.url, 'https://mail.example.com');
    expect(mail?.text).toMatch(
      /^Everything must go\.\n\n--\nTest Agent\nAcme <Ltd>, 1 Example Street, Springfield\nUnsubscribe: /,
    );
    expect(mail?.text).toContain(link);
    expect(mail?.html).toContain('Acme &lt;Ltd&gt;');
    expect(mail?.html).toContain(`<a href="${link}">`);
    expect(mail?.html?.endsWith('</body></html>')).toBe(true);
    expect(headersOf(to)['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    expect(link).not.toContain('ada');
    const { json } = await house.api('GET', `/messages/${sent.json.id}/decision`);
    expect((json.decision as { obligations: { ruleId: string }[] }).obligations.map(one => one.ruleId)).toEqual(
      expect.arrayContaining(['EMAIL-ADDR', 'EMAIL-ONECLICK', 'EMAIL-UNSUB']),
    );
  });

  it('is the only kind of mail that does', async () => {
    await advertise('grace@example.com', { purpose: 'informational' });
    expect(mailTo('grace@example.com')?.text).toBe('Everything must go.');
    expect(headersOf('grace@example.com')).not.toHaveProperty('List-Unsubscribe');
  });

  it("shows the organization's own address where it has one", async () => {
    const asOrganization = (postalAddress: string | null) =>
      house.api('POST', '/compliance/sender', { token: house.tokens.organization, body: { postalAddress } });
    expect((await asOrganization('Beta Inc, PO Box 7, Shelbyville')).status).toBe(200);
    await advertise('edsger@example.com');
    expect(mailTo('edsger@example.com')?.text).toContain('PO Box 7');
    await asOrganization(null);
    await advertise('edsger@example.com');
    expect(mailTo('edsger@example.com')?.text).toContain('1 Example Street');
  });
});

describe('the link', () => {
  it('explains itself to whoever opens it, and changes nothing', async () => {
    await advertise('alan@example.com');
    for (const method of ['GET', 'HEAD']) {
      const page = await fetch(linkOf('alan@example.com'), { method });
      expect(page.status).toBe(200);
      expect(page.headers.get('content-type')).toContain('text/html');
      expect(page.headers.get('cache-control')).toBe('no-store');
      if (method === 'GET')
        expect(await page.text()).toMatch(/<form method="post"><button name="List-Unsubscribe" value="One-Click">/);
    }
    expect((await advertise('alan@example.com')).status).toBe(200);
  });

  it('unsubscribes on a POST, without cookie or login, at once, and as often as it is asked', async () => {
    const to = 'barbara@example.com';
    await advertise(to);
    const link = linkOf(to);
    expect((await oneClick(link, 'List-Unsubscribe=No')).status).toBe(400);
    expect((await advertise(to)).status).toBe(200);
    for (let time = 0; time < 3; time += 1) {
      const answer = await oneClick(link);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('You are unsubscribed');
    }
    expect((await advertise(to)).json).toMatchObject({ code: 'refused', ruleIds: ['OPTOUT-INTERNAL'] });
    expect((await advertise(to, { purpose: 'informational' })).json).toMatchObject({ ruleIds: ['OPTOUT-INTERNAL'] });
    const { ledger } = await exported(to);
    expect(ledger).toEqual([expect.objectContaining({ kind: 'stop', channel: 'email', source: 'unsubscribe-link' })]);
  });

  it('takes a form as mailbox providers send it as well', async () => {
    const to = 'donald@example.com';
    await advertise(to);
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    expect((await fetch(linkOf(to), { method: 'POST', body: form })).status).toBe(200);
    expect((await advertise(to)).json).toMatchObject({ ruleIds: ['OPTOUT-INTERNAL'] });
  });

  it('that nobody signed does nothing', async () => {
    await advertise('john@example.com');
    const link = linkOf('john@example.com');
    for (const forged of [`${link}x`, `${house.url}/unsubscribe/abc`, `${house.url}/unsubscribe/${'a'.repeat(2000)}`]) {
      expect((await fetch(forged)).status).toBe(404);
      expect((await oneClick(forged)).status).toBe(404);
    }
    expect((await advertise('john@example.com')).status).toBe(200);
  });
});

async function exported(address: string): Promise<{ ledger: object[] }> {
  const { json } = await house.api('POST', '/privacy/export', { token: house.tokens.organization, body: { address } });
  return { ledger: json.consent as object[] };
}
