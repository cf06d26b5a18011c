import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ButtdialError } from '@buttdial/core';
import type { Context } from 'hono';
import type { HttpEnvironment } from '../environment.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** No script, style, font or connection but our own; no inline ones either. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  // Recordings, behind links of our own.
  "media-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Answers with a built file of the admin app, or with its page where the path names none. */
export type AdminFiles = (context: Context<HttpEnvironment>, path: string) => Promise<Response>;

/** The built admin app. Nothing is read before somebody asks, and nothing is kept but the list of names. */
export function createAdminFiles(): AdminFiles {
  let listed: Promise<Built> | undefined;
  return async (context, path) => {
    listed ??= list();
    const built = await listed;
    const isAsset = path.startsWith('assets/');
    const name = built.names.has(path) ? path : 'index.html';
    // An asset of an older build is gone; a page in its place would be read as a script.
    if ((isAsset && name !== path) || !built.names.has(name))
      throw new ButtdialError('not-found', 'There is no such file.', {
        remedy: isAsset ? 'Reload the page.' : 'Build the admin app: pnpm --filter @buttdial/admin build.',
      });
    return answer(context, built, name);
  };
}

interface Built {
  readonly folder: string;
  readonly names: ReadonlySet<string>;
}

async function list(): Promise<Built> {
  const folder = whereBuilt();
  const entries = existsSync(folder) ? await readdir(folder, { recursive: true }) : [];
  return { folder, names: new Set(entries.map(entry => entry.replaceAll('\\', '/'))) };
}

// Beside the bundle where the server is installed; in the workspace, where the app was built.
function whereBuilt(): string {
  const beside = fileURLToPath(new URL('./admin/', import.meta.url));
  if (existsSync(join(beside, 'index.html'))) return beside;
  return join(dirname(createRequire(import.meta.url).resolve('@buttdial/admin/package.json')), 'dist');
}

async function answer(context: Context<HttpEnvironment>, { folder, names }: Built, name: string): Promise<Response> {
  const accepted = context.req.header('accept-encoding') ?? '';
  const encoding = (['br', 'gzip'] as const).find(
    each => accepted.includes(each) && names.has(`${name}.${each === 'br' ? 'br' : 'gz'}`),
  );
  const content = await readFile(join(folder, encoding ? `${name}.${encoding === 'br' ? 'br' : 'gz'}` : name));
  const isImmutable = name.startsWith('assets/');
  const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  const headers: Record<string, string> = {
    'content-type': types[extname(name)] ?? 'application/octet-stream',
    'cache-control': isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: tag,
    vary: 'accept-encoding',
    ...(encoding ? { 'content-encoding': encoding } : {}),
    ...(name.endsWith('.html') ? pageHeaders : {}),
  };
  if (context.req.header('if-none-match') === tag) return new Response(null, { status: 304, headers });
  return new Response(new Uint8Array(content), { headers });
}

const pageHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(self), payment=(), usb=()',
};
