import { describe, expect, it } from 'vitest';
import { verifySignature } from './signature.ts';

// The examples of "Signature Calculations for the Authorization Header" in Amazon's S3 API reference, signatures included.
const key = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};
const now = new Date('2013-05-24T00:00:00Z');
const host = 'examplebucket.s3.amazonaws.com';
const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

interface Example {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signed: string;
  readonly signature: string;
}

const examples: readonly Example[] = [
  {
    name: 'get an object',
    method: 'GET',
    path: '/test.txt',
    headers: { range: 'bytes=0-9', 'x-amz-content-sha256': empty, 'x-amz-date': '20130524T000000Z' },
    signed: 'host;range;x-amz-content-sha256;x-amz-date',
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  {
    name: 'put an object',
    method: 'PUT',
    path: '/test%24file.text',
    headers: {
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
      'x-amz-date': '20130524T000000Z',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    },
    body: 'Welcome to Amazon S3.',
    signed: 'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
    signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  },
  {
    name: 'get the lifecycle of a bucket',
    method: 'GET',
    path: '/?lifecycle',
    headers: { 'x-amz-content-sha256': empty, 'x-amz-date': '20130524T000000Z' },
    signed: 'host;x-amz-content-sha256;x-amz-date',
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  },
  {
    name: 'list a bucket',
    method: 'GET',
    path: '/?max-keys=2&prefix=J',
    headers: { 'x-amz-content-sha256': empty, 'x-amz-date': '20130524T000000Z' },
    signed: 'host;x-amz-content-sha256;x-amz-date',
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
];

function requestOf(example: Example) {
  const authorization = `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/20130524/us-east-1/s3/aws4_request,SignedHeaders=${example.signed},Signature=${example.signature}`;
  return {
    method: example.method,
    url: new URL(`https://${host}${example.path}`),
    headers: new Headers({ ...example.headers, authorization }),
    body: Buffer.from(example.body ?? ''),
  };
}

const link =
  'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';
const linked = (href = link, method = 'GET') => ({
  method,
  url: new URL(href),
  headers: new Headers(),
  body: new Uint8Array(),
});

describe('signatures of S3', () => {
  for (const example of examples) {
    it(`lets Amazon's own example pass: ${example.name}`, () => {
      expect(() => verifySignature(requestOf(example), key, now)).not.toThrow();
    });
    it(`turns it away with anything changed: ${example.name}`, () => {
      const genuine = requestOf(example);
      const header = (name: string, value: string) => {
        const headers = new Headers(genuine.headers);
        headers.set(name, value);
        return { ...genuine, headers };
      };
      const flipped = genuine.headers.get('authorization')!.replace(/.$/, last => (last === '0' ? '1' : '0'));
      const changed = [
        { ...genuine, method: 'DELETE' },
        { ...genuine, url: new URL(`${genuine.url.href}x`) },
        { ...genuine, url: new URL('/other', genuine.url) },
        { ...genuine, body: Buffer.from('other') },
        header('x-amz-date', '20130524T000001Z'),
        header('x-amz-acl', 'public-read'),
        header('content-type', 'text/html'),
        header('authorization', flipped),
        header('authorization', 'AWS4-HMAC-SHA256 none'),
      ];
      for (const other of changed) expect(() => verifySignature(other, key, now)).toThrow();
      expect(() => verifySignature(genuine, { ...key, secretAccessKey: 'other' }, now)).toThrow(
        'SignatureDoesNotMatch',
      );
    });
  }
  it("lets Amazon's own example of a link pass, for as long as it says", () => {
    expect(() => verifySignature(linked(), key, now)).not.toThrow();
    expect(() => verifySignature(linked(), key, new Date('2013-05-24T23:59:59Z'))).not.toThrow();
    expect(() => verifySignature(linked(), key, new Date('2013-05-25T00:00:01Z'))).toThrow('AccessDenied');
  });
  it('turns away a link with anything changed', () => {
    const changed = [
      linked(link, 'PUT'),
      linked(link.replace('Expires=86400', 'Expires=86401')),
      linked(link.replace('test.txt', 'other.txt')),
      linked(`${link}&versionId=1`),
      linked(link.slice(0, link.indexOf('&X-Amz-Signature'))),
    ];
    for (const other of changed) expect(() => verifySignature(other, key, now)).toThrow();
  });
  it('names what is wrong as S3 does', () => {
    const genuine = requestOf(examples[0]!);
    expect(() => verifySignature(genuine, { ...key, accessKeyId: 'AKIAOTHER' }, now)).toThrow('InvalidAccessKeyId');
    expect(() => verifySignature(genuine, { ...key, region: 'eu-west-1' }, now)).toThrow(
      'AuthorizationHeaderMalformed',
    );
    expect(() => verifySignature(genuine, key, new Date(now.getTime() + 901_000))).toThrow('RequestTimeTooSkewed');
    expect(() => verifySignature({ ...genuine, body: Buffer.from('x') }, key, now)).toThrow(
      'XAmzContentSHA256Mismatch',
    );
    const bare = { ...genuine, headers: new Headers() };
    expect(() => verifySignature(bare, key, now)).toThrow('AccessDenied');
  });
});
