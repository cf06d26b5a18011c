import { ButtdialError } from '@buttdial/core';
import type { ArchivedFile } from '@buttdial/switchboard';
import { type Context, Hono } from 'hono';
import type { HttpDeps, HttpEnvironment } from './environment.ts';

/** Links to kept files: vendors fetch what they are to play or attach, browsers what is to be listened to. The link is the ticket. */
export function fileRoutes({ archive }: HttpDeps): Hono<HttpEnvironment> {
  return new Hono<HttpEnvironment>().get('/files/:token', async context => {
    const found = await archive.follow(context.req.param('token'), { signal: context.req.raw.signal });
    if (found === undefined)
      throw new ButtdialError('not-found', 'There is no such file, or no longer.', {
        remedy: 'Ask for a new link to the file.',
      });
    if (found === 'expired')
      throw new ButtdialError('not-found', 'This link has expired.', { remedy: 'Ask for a new link to the file.' });
    return answer(context, found);
  });
}

// Only these are shown in the browser; anything else could be a page.
const shown = /^(audio|image|video)\/(?!svg)/;

async function answer(context: Context<HttpEnvironment>, file: ArchivedFile): Promise<Response> {
  const span = spanOf(context.req.header('range'), file.sizeBytes);
  const headers: Record<string, string> = {
    'content-type': file.contentType,
    'content-disposition': shown.test(file.contentType) ? 'inline' : 'attachment',
    // Of its own, and of nobody else: a browser that opens the link shows it in a page of the browser's making.
    'content-security-policy': "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'none'",
    'accept-ranges': 'bytes',
    // Whoever may see it now may not later.
    'cache-control': 'private, no-store',
  };
  if (span === 'unsatisfiable') {
    await file.body.cancel();
    return context.body(null, 416, { ...headers, 'content-range': `bytes */${file.sizeBytes}` });
  }
  const { first, last } = span ?? { first: 0, last: file.sizeBytes - 1 };
  headers['content-length'] = String(last - first + 1);
  if (span) headers['content-range'] = `bytes ${first}-${last}/${file.sizeBytes}`;
  const status = span ? 206 : 200;
  if (context.req.method === 'HEAD') {
    await file.body.cancel();
    return context.body(null, status, headers);
  }
  return context.body(span ? ReadableStream.from(part(file.body, first, last)) : file.body, status, headers);
}

interface Span {
  readonly first: number;
  readonly last: number;
}

/** One range of bytes, as players ask for when they seek. Several at once are answered with the whole file, as RFC 9110 allows. */
function spanOf(header: string | undefined, size: number): Span | 'unsatisfiable' | undefined {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!found || (found[1] === '' && found[2] === '')) return undefined;
  const [from, to] = [found[1] === '' ? undefined : Number(found[1]), found[2] === '' ? undefined : Number(found[2])];
  const first = from ?? Math.max(0, size - to!);
  const last = from === undefined ? size - 1 : Math.min(to ?? size - 1, size - 1);
  if (from !== undefined && to !== undefined && from > to) return undefined;
  return first > last ? 'unsatisfiable' : { first, last };
}

async function* part(body: ReadableStream<Uint8Array>, first: number, last: number): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const chunk of body) {
    const piece = chunk.subarray(Math.max(0, first - at), Math.max(0, last + 1 - at));
    if (piece.length > 0) yield piece;
    at += chunk.length;
    if (at > last) return;
  }
}
