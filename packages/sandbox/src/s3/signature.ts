import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { S3Error } from './errors.ts';

/** Who may sign. */
export interface S3Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** A request as it came off the wire. */
export interface SignedRequest {
  readonly method: string;
  /** As asked for, `Host` in it. Path and query are signed as they are written. */
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

interface Claim {
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly at: string;
  /** Of a link: for how many seconds it holds. */
  readonly expiresInSeconds?: number;
}

/**
 * Checks AWS Signature Version 4, in the header or in the query, as S3 does: every byte of method, path, query, signed
 * headers and body. Written from the description, with no code of the SDK that signs.
 * @throws S3Error with the code that S3 answers.
 */
export function verifySignature(request: SignedRequest, key: S3Key, now: Date): void {
  const claim = request.headers.has('authorization') ? headerClaim(request) : linkClaim(request.url);
  if (claim.accessKeyId !== key.accessKeyId) throw new S3Error(403, 'InvalidAccessKeyId');
  if (claim.service !== 's3' || claim.region !== key.region || !claim.at.startsWith(claim.day))
    throw new S3Error(400, 'AuthorizationHeaderMalformed');
  checkTime(claim, now);
  checkSignedHeaders(request, claim);
  const payload = payloadHash(request, claim);
  const expected = signatureOf(canonicalRequest(request, claim.signedHeaders, payload), claim, key);
  if (!same(expected, claim.signature)) throw new S3Error(403, 'SignatureDoesNotMatch');
}

const authorization =
  /^AWS4-HMAC-SHA256 Credential=([^/\s,]+)\/(\d{8})\/([^/\s,]+)\/([^/\s,]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

function headerClaim({ headers }: SignedRequest): Claim {
  const found = authorization.exec(headers.get('authorization') ?? '');
  if (!found) throw new S3Error(400, 'AuthorizationHeaderMalformed');
  const [, accessKeyId, day, region, service, signed, signature] = found as unknown as readonly string[];
  return {
    accessKeyId: accessKeyId!,
    day: day!,
    region: region!,
    service: service!,
    signedHeaders: signed!.split(';'),
    signature: signature!,
    at: headers.get('x-amz-date') ?? '',
  };
}

function linkClaim({ searchParams }: URL): Claim {
  const value = (name: string) => searchParams.get(`X-Amz-${name}`) ?? '';
  if (!searchParams.has('X-Amz-Signature')) throw new S3Error(403, 'AccessDenied');
  const [accessKeyId, day, region, service, ending, more] = value('Credential').split('/');
  const expiresInSeconds = Number(value('Expires'));
  const isWhole = Number.isInteger(expiresInSeconds) && expiresInSeconds > 0 && expiresInSeconds <= 604_800;
  if (value('Algorithm') !== 'AWS4-HMAC-SHA256' || ending !== 'aws4_request' || more !== undefined || !isWhole)
    throw new S3Error(400, 'AuthorizationQueryParametersError');
  return {
    accessKeyId: accessKeyId ?? '',
    day: day ?? '',
    region: region ?? '',
    service: service ?? '',
    signedHeaders: value('SignedHeaders').split(';'),
    signature: value('Signature'),
    at: value('Date'),
    expiresInSeconds,
  };
}

function checkTime(claim: Claim, now: Date): void {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(claim.at);
  if (!found) throw new S3Error(403, 'AccessDenied');
  const [, year, month, day, hour, minute, second] = found.map(Number);
  const ageMs = now.getTime() - Date.UTC(year!, month! - 1, day, hour, minute, second);
  if (claim.expiresInSeconds === undefined && Math.abs(ageMs) > 900_000) throw new S3Error(403, 'RequestTimeTooSkewed');
  if (claim.expiresInSeconds !== undefined && (ageMs > claim.expiresInSeconds * 1000 || ageMs < -900_000))
    throw new S3Error(403, 'AccessDenied');
}

// Whatever says what is stored, or who asks, has to be under the signature.
function checkSignedHeaders({ headers }: SignedRequest, { signedHeaders, expiresInSeconds }: Claim): void {
  const signed = new Set(signedHeaders);
  const needed = [...headers.keys()].filter(name => name.startsWith('x-amz-'));
  if (expiresInSeconds === undefined && headers.has('content-type')) needed.push('content-type');
  if (!signed.has('host') || needed.some(name => !signed.has(name))) throw new S3Error(403, 'AccessDenied');
}

function payloadHash({ headers, body }: SignedRequest, claim: Claim): string {
  if (claim.expiresInSeconds !== undefined) return 'UNSIGNED-PAYLOAD';
  const given = headers.get('x-amz-content-sha256');
  if (given === null) throw new S3Error(400, 'MissingSecurityHeader');
  if (given === 'UNSIGNED-PAYLOAD') return given;
  // Bodies in signed or trailed chunks are not known to every storage that calls itself compatible.
  if (given.startsWith('STREAMING-')) throw new S3Error(501, 'NotImplemented');
  if (given !== sha256(body)) throw new S3Error(400, 'XAmzContentSHA256Mismatch');
  return given;
}

/** The text that is signed, line by line as AWS describes it. */
function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[], payload: string): string {
  const { method, url, headers } = request;
  const values = signedHeaders.map(name => {
    const value = name === 'host' ? (headers.get('host') ?? url.host) : headers.get(name);
    if (value === null) throw new S3Error(403, 'SignatureDoesNotMatch');
    return `${name}:${value.trim().replace(/ +/g, ' ')}\n`;
  });
  return [method, canonicalPath(url), canonicalQuery(url), values.join(''), signedHeaders.join(';'), payload].join(
    '\n',
  );
}

// S3 escapes every byte but the unreserved ones, once, and keeps the slashes.
function canonicalPath(url: URL): string {
  return url.pathname
    .split('/')
    .map(part => percent(decodeURIComponent(part)))
    .join('/');
}

function canonicalQuery(url: URL): string {
  const pairs = url.search
    .slice(1)
    .split('&')
    .filter(Boolean)
    .map(pair => {
      const [name = '', ...rest] = pair.split('=');
      return [decodeURIComponent(name), decodeURIComponent(rest.join('='))].map(percent) as [string, string];
    })
    .filter(([name]) => name !== 'X-Amz-Signature');
  const order = ([a, x]: [string, string], [b, y]: [string, string]) =>
    a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0;
  return pairs
    .sort(order)
    .map(pair => pair.join('='))
    .join('&');
}

function percent(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, one => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

function signatureOf(canonical: string, claim: Pick<Claim, 'day' | 'at'>, { secretAccessKey, region }: S3Key): string {
  const scope = [claim.day, region, 's3', 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', claim.at, scope.join('/'), sha256(Buffer.from(canonical))].join('\n');
  const key = scope.reduce<Uint8Array>((made, part) => hmac(made, part), Buffer.from(`AWS4${secretAccessKey}`));
  return Buffer.from(hmac(key, text)).toString('hex');
}

function hmac(key: Uint8Array, text: string): Uint8Array {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
