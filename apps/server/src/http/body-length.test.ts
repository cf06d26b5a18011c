import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Installation, install } from '../../testing/installation.ts';

let house: Installation;
beforeAll(async () => {
  house = await install();
});
afterAll(() => house.close());

/** A body that says no length beforehand travels in chunks. */
async function sendInChunks(
  ...chunks: readonly string[]
): Promise<{ readonly status: number; readonly code: unknown }> {
  const headers = { authorization: `Bearer ${house.tokens.one}`, 'content-type': 'application/json' };
  const body = ReadableStream.from(chunks.map(chunk => new TextEncoder().encode(chunk)));
  const response = await fetch(`${house.url}/api/v1/send-message`, { method: 'POST', headers, body, duplex: 'half' });
  return { status: response.status, code: ((await response.json()) as { code?: string }).code };
}

it('takes a body of unknown length, and counts it', async () => {
  expect(await sendInChunks('{"to":"+15559876543",', '"body":"In two pieces"}')).toMatchObject({ status: 200 });
  const large = 'x'.repeat(600_000);
  expect(await sendInChunks('{"to":"+15559876543","body":"', large, large, '"}')).toEqual({
    status: 413,
    code: 'too-large',
  });
});

it('takes a DELETE, which has no body at all', async () => {
  const unknown = await house.api('DELETE', '/tokens/none', { token: house.tokens.organization });
  expect(unknown).toMatchObject({ status: 404, json: { code: 'not-found', field: 'tokenId' } });
});
