import type { Runtime } from '@buttdial/core';
import { anthropicError } from './anthropic/errors.ts';
import { deepgramError } from './deepgram/errors.ts';
import { elevenLabsError } from './elevenlabs/errors.ts';
import type { Fault } from './faults.ts';
import type { Vendor } from './ledger.ts';
import { openaiFault } from './openai/errors.ts';
import { resendError } from './resend/errors.ts';
import { twilioErrorBody } from './twilio/errors.ts';

/** What comes back from the simulated network: an answer, or a connection that breaks or stays silent. */
export type Answer = Response | { readonly broken: 'reset' | 'hanging' } | HalfAnswer;

/** The headers promise the whole length, then the connection ends after `sent`. */
export interface HalfAnswer {
  readonly broken: 'half-answer';
  readonly status: number;
  readonly headers: Headers;
  readonly sent: Uint8Array<ArrayBuffer>;
}

/** One request under a fault. `execute` lets the vendor act and gives its answer; it is called at most once. */
export interface Struck {
  readonly vendor: Vendor;
  readonly fault: Fault;
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  execute(): Promise<Response>;
}

/** Lets a fault happen to a request. */
export async function strike(struck: Struck): Promise<Answer> {
  const { fault, vendor, execute } = struck;
  if ('executed' in fault && fault.kind !== 'delayed' && fault.executed) await execute();
  switch (fault.kind) {
    case 'rate-limited':
      return withHeader(vendorError(vendor, 429), 'retry-after', String(fault.retryAfterSeconds));
    case 'failing':
      return vendorError(vendor, fault.status, fault.code);
    case 'hanging':
    case 'reset':
      return { broken: fault.kind };
    case 'half-answer':
      return half(await execute());
    case 'garbled':
      return garble(await execute());
    case 'dripping':
      return drip(await execute(), { ...struck, ...fault });
    case 'delayed':
      return late(struck, fault);
  }
}

async function late(
  { execute, runtime, signal }: Struck,
  fault: Extract<Fault, { kind: 'delayed' }>,
): Promise<Response> {
  if (!fault.executed) {
    await runtime.sleep(fault.delayMs, signal);
    return execute();
  }
  const answer = await execute();
  await runtime.sleep(fault.delayMs, signal);
  return answer;
}

/** An error in the vendor's own shape. */
export function vendorError(vendor: Vendor, status: number, code?: number): Response {
  const shaped = errorShapes[vendor];
  if (shaped) return shaped(status);
  if (vendor === 'twilio') return twilioErrorBody(status, code ?? 20000 + status);
  if (status === 429)
    return resendError({
      name: 'rate_limit_exceeded',
      message: 'Too many requests. Please limit the number of requests per second.',
    });
  return resendError({ name: 'application_error', statusCode: status, message: 'An unexpected error occurred.' });
}

const errorShapes: { readonly [V in Vendor]?: (status: number) => Response } = {
  anthropic: status => anthropicError(status, 'A fault of the simulation.'),
  deepgram: status => deepgramError(status),
  elevenlabs: elevenLabsError,
  openai: openaiFault,
};

function withHeader(response: Response, name: string, value: string): Response {
  response.headers.set(name, value);
  return response;
}

async function half(answer: Response): Promise<HalfAnswer> {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const headers = new Headers(answer.headers);
  headers.set('content-length', String(bytes.length));
  return { broken: 'half-answer', status: answer.status, headers, sent: bytes.slice(0, Math.ceil(bytes.length / 2)) };
}

/** Half an answer as the global `fetch` hands it over: its body fails where the connection ended. */
export function halfResponse({ status, headers, sent }: HalfAnswer): Response {
  const parts = [sent];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const part = parts.shift();
      if (part) controller.enqueue(part);
      else controller.error(new TypeError('terminated', { cause: connectionReset() }));
    },
  });
  return new Response(body, { status, headers });
}

async function garble(answer: Response): Promise<Response> {
  const text = await answer.text();
  const status = answer.ok ? answer.status : 200;
  return new Response(`<html><body>${text.length} bytes were here</body></html>`, {
    status,
    headers: { 'content-type': 'text/html' },
  });
}

async function drip(
  answer: Response,
  pace: { bytesPerStep: number; stepMs: number; runtime: Runtime; signal: AbortSignal },
): Promise<Response> {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (sent >= bytes.length) return controller.close();
      await pace.runtime.sleep(pace.stepMs, pace.signal);
      controller.enqueue(bytes.slice(sent, sent + pace.bytesPerStep));
      sent += pace.bytesPerStep;
    },
  });
  return new Response(body, { status: answer.status, headers: answer.headers });
}

/** What sockets throw when the other side is gone. */
export function connectionReset(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104, syscall: 'read' });
}
