import { createHmac } from 'node:crypto';

/** The headers with which Svix signs: HMAC-SHA256 over `id.timestamp.body`, keyed with the decoded `whsec_` secret. */
export function svixHeaders(
  secret: string,
  signed: { readonly id: string; readonly at: Date; readonly body: string },
): Record<string, string> {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const timestamp = String(Math.floor(signed.at.getTime() / 1000));
  const signature = createHmac('sha256', key)
    .update(`${signed.id}.${timestamp}.${signed.body}`, 'utf8')
    .digest('base64');
  return { 'svix-id': signed.id, 'svix-timestamp': timestamp, 'svix-signature': `v1,${signature}` };
}
