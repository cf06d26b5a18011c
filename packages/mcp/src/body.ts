import { ButtdialError } from '@buttdial/core';
import { readRequestBody } from '@modelcontextprotocol/server';
import type { HonoRequest } from 'hono';

/** Largest message that is read, in bytes. */
const LARGEST = 1 << 20;

/**
 * The JSON of a request, or undefined when it is none.
 * @throws `too-large`, by the declared length or while the body comes in.
 */
export async function readJson(request: HonoRequest): Promise<unknown> {
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readText(request: HonoRequest): Promise<string> {
  const declared = request.header('content-length');
  // A declared length is held to by the server itself, and reading the body whole is a good deal cheaper.
  if (declared !== undefined && !request.header('transfer-encoding')) {
    if (Number(declared) > LARGEST) throw tooLarge();
    return request.text();
  }
  const read = await readRequestBody(request.raw, LARGEST);
  if (read.tooLarge) throw tooLarge();
  return read.text;
}

function tooLarge(): ButtdialError {
  return new ButtdialError('too-large', 'The request is larger than 1 MB.', {
    remedy: 'Send less at once; give attachments as URLs.',
  });
}
