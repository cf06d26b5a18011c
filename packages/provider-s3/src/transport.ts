import { createHash, createHmac } from 'node:crypto';
import type { Runtime } from '@buttdial/core';
import type { ChecksumConstructor, HttpRequest, RequestSigner } from '@smithy/types';

/** Whose bucket, and where. */
export interface Account {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucket: string;
  readonly region: string;
  readonly baseUrl?: string | undefined;
  readonly timeoutMs: number;
}

/** The SDK's requests over the fetch of the runtime. Its own transport would open sockets by itself. */
export function transport(runtime: Runtime, timeoutMs: number) {
  return {
    async handle(request: HttpRequest, options: { readonly abortSignal?: unknown } = {}) {
      const response = await answered(runtime, request, { signal: options.abortSignal as AbortSignal, timeoutMs });
      return {
        response: {
          statusCode: response.status,
          headers: Object.fromEntries(response.headers),
          body: response.body ?? undefined,
        },
      };
    },
  };
}

async function answered(
  runtime: Runtime,
  request: HttpRequest,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<Response> {
  // Limits the wait for the beginning of the answer; how long a body may take depends on its length.
  const [late, giveUp] = [runtime.timeout(timeoutMs), new AbortController()];
  const stop = () => giveUp.abort(late.reason);
  late.addEventListener('abort', stop, { once: true });
  try {
    const { host: _, ...headers } = request.headers;
    return await runtime.fetch(urlOf(request), {
      method: request.method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.any([signal, giveUp.signal]),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
  } finally {
    late.removeEventListener('abort', stop);
  }
}

/** Written as the signature has it: every value escaped, spaces as %20. */
function urlOf({ protocol, hostname, port, path, query }: HttpRequest): string {
  const percent = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, one => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    [value ?? ''].flat().map(one => `${percent(name)}=${percent(one)}`),
  );
  return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`;
}

/** Signs at the time of the runtime, where the SDK's own signer would ask this machine. */
export async function signer(account: Account, runtime: Runtime): Promise<RequestSigner> {
  const { SignatureV4 } = await import('@smithy/signature-v4');
  const { accessKeyId, secretAccessKey, region } = account;
  const signature = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey },
    region,
    service: 's3',
    sha256,
    // S3 signs paths as they are, other services a second time escaped.
    uriEscapePath: false,
    applyChecksum: true,
  });
  return { sign: (request, options) => signature.sign(request, { ...options, signingDate: runtime.now() }) };
}

type Secret = ConstructorParameters<ChecksumConstructor>[0];

// The SDK calls it with `new`; what a function returns is then what it gets.
const sha256 = function sha256Of(secret?: Secret) {
  const sum = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  return {
    update: (bytes: Uint8Array) => void sum.update(bytes),
    digest: async () => new Uint8Array(sum.digest()),
  };
} as unknown as ChecksumConstructor;

function bytesOf(secret: NonNullable<Secret>): Uint8Array {
  if (typeof secret === 'string') return Buffer.from(secret);
  return ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
}
