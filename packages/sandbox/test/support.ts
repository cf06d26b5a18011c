import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Runtime, systemRuntime } from '@buttdial/core';
import twilio from 'twilio';
import { createSandbox, createVirtualClock, type Sandbox, type SandboxOptions } from '../src/index.ts';

export const accountSid = `AC${'1'.repeat(32)}`;
export const authToken = 'the-auth-token';
export const apiKey = 're_sandbox_key';
export const webhookSecret = `whsec_${Buffer.from('a webhook secret for tests').toString('base64')}`;
export const ourNumber = '+12125550101';
export const phone = '+15559876543';

const instant = {
  messageSentMs: 0,
  messageDeliveredMs: 0,
  mailDeliveredMs: 0,
  domainVerifiedMs: 0,
  callAnswerMs: 0,
  callSetupMs: 0,
};

/** A sandbox on real time with one account, nothing of it slowed down. */
export function instantSandbox(options: Partial<SandboxOptions> = {}): Sandbox {
  const accounts = [{ name: 'ours', twilio: { accountSid, authToken }, resend: { apiKey, webhookSecret } }];
  return createSandbox({
    runtime: systemRuntime(),
    seed: 'test',
    accounts,
    ...options,
    behaviour: { ...instant, ...options.behaviour },
  });
}

/** A runtime whose clock stands still until it is moved. */
export function virtualRuntime(startsAt = new Date('2026-03-02T15:00:00Z')): {
  runtime: Runtime;
  clock: ReturnType<typeof createVirtualClock>;
} {
  const clock = createVirtualClock(startsAt);
  return { clock, runtime: { ...systemRuntime(), now: clock.now, sleep: clock.sleep, timeout: clock.timeout } };
}

type Client = InstanceType<typeof twilio.RequestClient>;

/** The genuine Twilio SDK, its transport replaced by the given fetch. */
export function twilioClient(
  base: string,
  send: typeof globalThis.fetch,
  credentials: { sid?: string; token?: string } = {},
): ReturnType<typeof twilio> {
  const request: Client['request'] = async options => {
    const asked = new URL(options.uri);
    const url = new URL(base + asked.pathname + asked.search);
    for (const [name, value] of Object.entries((options.params ?? {}) as Record<string, unknown>))
      url.searchParams.append(name, String(value));
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries((options.data ?? {}) as Record<string, unknown>))
      for (const one of [value].flat()) form.append(name, String(one));
    const basic = Buffer.from(`${options.username}:${options.password}`).toString('base64');
    const method = options.method.toUpperCase();
    const headers = {
      ...(options.headers as Record<string, string>),
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
    };
    const response = await send(url.href, { method, headers, ...(method === 'POST' ? { body: form.toString() } : {}) });
    const text = await response.text();
    return {
      statusCode: response.status,
      body: text === '' ? undefined : JSON.parse(text),
      headers: Object.fromEntries(response.headers),
    };
  };
  const httpClient: Client = Object.assign(Object.create(twilio.RequestClient.prototype), { request });
  return twilio(credentials.sid ?? accountSid, credentials.token ?? authToken, {
    httpClient,
    autoRetry: false,
    env: {},
    accountSid: credentials.sid ?? accountSid,
  });
}

export interface Hooked {
  readonly path: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly form: Record<string, string>;
}

/** A real loopback server that keeps what it is sent and answers as told. */
export async function hookServer(
  answer: (hook: Hooked) => { status?: number; type?: string; body?: string } = () => ({}),
): Promise<{ url: string; hooks: Hooked[]; close: () => Promise<void> }> {
  const hooks: Hooked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const hook = {
      path: request.url ?? '',
      url: `${url}${request.url}`,
      headers: request.headers as Record<string, string>,
      body,
      form: Object.fromEntries(new URLSearchParams(body)),
    };
    hooks.push(hook);
    const { status = 200, type = 'text/xml', body: text = '' } = answer(hook);
    response.writeHead(status, { 'content-type': type }).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url, hooks, close };
}
