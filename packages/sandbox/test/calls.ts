import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  AcceptedLine,
  CallPlan,
  CallReport,
  DialRequest,
  InboundEvent,
  MediaPlan,
  MediaTransport,
  RelayEvent,
  RelayPlan,
  Runtime,
  Socket,
  TextTransport,
} from '@buttdial/core';
import { createTwilio } from '@buttdial/provider-twilio';
import { createQueue, decodeMulaw, encodeMulaw, modemSamples, readModem } from '@buttdial/voice/wire';
import twilio from 'twilio';
import { expect } from 'vitest';
import { WebSocketServer } from 'ws';
import { createSandbox, type PhoneCall, type SandboxOptions } from '../src/index.ts';
import { accountSid, authToken, ourNumber, phone, virtualRuntime } from './support.ts';

/** What a product would do with a line; the tests fill it in. */
export interface Product {
  /** Every socket that the carrier opened, in order. */
  readonly lines: AcceptedLine[];
  /** The product's ends of them. */
  readonly sockets: Socket[];
  /** What the carrier reported, in order of arrival. */
  readonly events: InboundEvent[];
  /** Whether every webhook and every socket carried a signature that Twilio's own SDK takes for genuine. */
  readonly signatures: boolean[];
  /** The forms that were posted, by path. */
  readonly posted: { readonly path: string; readonly form: Record<string, string> }[];
  onLine: (line: AcceptedLine) => void;
  onEvent: (event: InboundEvent) => void;
  /** The TwiML for a voice webhook or an action. */
  answer: (path: string, form: Record<string, string>) => CallPlan | string;
}

export const socketUrl = new URL('wss://product.invalid/socket/token-1');
export const statusUrl = new URL('http://product.invalid/status?ref=attempt-1');

export const relay: RelayPlan = {
  kind: 'relay',
  url: socketUrl,
  action: new URL('http://product.invalid/action'),
  greetingInterruptible: 'any',
  interruptible: 'any',
  language: 'en-US',
  reportDigits: true,
  parameters: { call: 'call-1' },
};
export const media: MediaPlan = {
  kind: 'media',
  url: socketUrl,
  format: { encoding: 'mulaw', sampleRate: 8000, channels: 1 },
  parameters: { call: 'call-1' },
};

/** Two ends of a socket in this process. */
export function socketPair(): readonly [Socket, Socket] {
  const [left, right] = [createQueue<string | Uint8Array>(), createQueue<string | Uint8Array>()];
  const close = () => {
    left.end();
    right.end();
  };
  return [
    { send: data => right.push(data), close, incoming: left },
    { send: data => left.push(data), close, incoming: right },
  ];
}

export function newProduct(): Product {
  return {
    lines: [],
    sockets: [],
    events: [],
    signatures: [],
    posted: [],
    onLine: () => undefined,
    onEvent: () => undefined,
    answer: () => '<Response/>',
  };
}

/** The real adapter, a product around it and the sandbox, all in this process under one virtual clock. */
export function installation(options: Partial<SandboxOptions> = {}) {
  const { runtime, clock } = virtualRuntime();
  const product = newProduct();
  const sandbox = createSandbox({
    runtime,
    clock,
    seed: 'calls',
    accounts: [{ name: 'ours', twilio: { accountSid, authToken } }],
    callbackFetch: (url, init) => takeWebhook(product, adapterOf, new Request(url, init)),
    openSocket: async (url, headers) => {
      const [ours, theirs] = socketPair();
      product.signatures.push(twilio.validateRequest(authToken, headers['x-twilio-signature'] ?? '', url, {}));
      const hook = { method: 'GET', url: new URL(url), headers: new Headers(headers), body: new Uint8Array() };
      product.signatures.push(await adapterOf().webhooks.verify(hook));
      product.sockets.push(ours);
      void adapterOf()
        .telephony.accept(ours)
        .then(line => take(product, line));
      return theirs;
    },
    ...options,
  });
  sandbox.control.addNumber({ number: ourNumber, accountSid, voiceUrl: 'http://product.invalid/voice' });
  const world: Runtime = { ...runtime, fetch: sandbox.fetch };
  const adapter = createTwilio({ accountSid, authToken, baseUrl: 'http://sandbox.invalid/twilio' }, world);
  const adapterOf = () => adapter;
  return { sandbox, clock, runtime, product, adapter };
}

type Adapter = ReturnType<typeof createTwilio>;

export function take(product: Product, line: AcceptedLine): void {
  product.lines.push(line);
  product.onLine(line);
}

export async function takeWebhook(product: Product, adapter: () => Adapter, request: Request): Promise<Response> {
  const body = await request.text();
  const form = Object.fromEntries(new URLSearchParams(body));
  const signature = request.headers.get('x-twilio-signature') ?? '';
  product.signatures.push(twilio.validateRequest(authToken, signature, request.url, form));
  const url = new URL(request.url);
  product.posted.push({ path: url.pathname, form });
  const hook = { method: 'POST', url, headers: request.headers, body: new TextEncoder().encode(body) };
  const events = await adapter().webhooks.read(hook);
  product.events.push(...events);
  for (const event of events) product.onEvent(event);
  if (url.pathname === '/status') return new Response();
  const answer = product.answer(url.pathname, form);
  const text = typeof answer === 'string' ? answer : adapter().telephony.render(answer).body;
  return new Response(text, { headers: { 'content-type': 'text/xml' } });
}

/** Collects what a relay tells, and answers each whole sentence with the next of these. */
export function talkOver(transport: TextTransport, answers: readonly string[]): { readonly events: RelayEvent[] } {
  const events: RelayEvent[] = [];
  const left = [...answers];
  void (async () => {
    for await (const event of transport.events) {
      events.push(event);
      const next = event.kind === 'heard' && event.final ? left.shift() : undefined;
      if (next !== undefined) transport.say(next, { last: true });
    }
  })();
  return { events };
}

/** Collects what a stream brings, reads the modem voice in it, and answers each utterance with the next of these. */
export function speakOver(transport: MediaTransport, answers: readonly string[], began: () => void = () => undefined) {
  const [heard, marks, digits]: [string[], string[], string[]] = [[], [], []];
  const left = [...answers];
  const state = { closed: 0 };
  let samples: number[] = [];
  void (async () => {
    for await (const event of transport.events) {
      if (event.kind === 'start') began();
      if (event.kind === 'mark') marks.push(event.name);
      if (event.kind === 'digit') digits.push(event.digit);
      if (event.kind === 'closed') state.closed += 1;
      if (event.kind !== 'audio') continue;
      const frame = decodeMulaw(event.audio);
      if (frame.some(sample => Math.abs(sample) > 500)) {
        samples.push(...frame);
        continue;
      }
      if (samples.length === 0) continue;
      heard.push(readModem(Int16Array.from(samples)));
      samples = [];
      const next = left.shift();
      if (next !== undefined) say(transport, next);
    }
  })();
  return { heard, marks, digits, state };
}

export function say(transport: MediaTransport, text: string): void {
  transport.send(encodeMulaw(modemSamples(text)));
  transport.mark(text);
}

/** A product behind real HTTP and real WebSockets on this machine. */
export async function productServer(product: Product, adapter: () => Adapter) {
  const server = createServer(async (request, response) => {
    const answer = await takeWebhook(product, adapter, await asRequest(request, url));
    response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(await answer.text());
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    const incoming = createQueue<string | Uint8Array>();
    socket.on('message', data => incoming.push(String(data)));
    socket.on('close', () => incoming.end());
    const asked = `${url.replace('http', 'ws')}${request.url}`;
    const signature = String(request.headers['x-twilio-signature']);
    product.signatures.push(twilio.validateRequest(authToken, signature, asked, {}));
    const line: Socket = { send: data => socket.send(data), close: code => socket.close(code), incoming };
    void adapter()
      .telephony.accept(line)
      .then(accepted => take(product, accepted));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url, close };
}

async function asRequest(request: IncomingMessage, base: string): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]);
  return new Request(base + request.url, { method: 'POST', headers, body: Buffer.concat(chunks) });
}

export const call = () => ({ signal: new AbortController().signal, idempotencyKey: 'key-1', statusUrl });
export const request = (plan: DialRequest['plan'], more: Partial<DialRequest> = {}): DialRequest => ({
  from: ourNumber,
  to: phone,
  plan,
  timeLimitSeconds: 120,
  ringSeconds: 20,
  ...more,
});

export type Installation = ReturnType<typeof installation>;

export async function dial(
  world: Installation,
  plan: DialRequest['plan'],
  more: Partial<DialRequest> = {},
): Promise<string> {
  const receipt = await world.adapter.telephony.dial(request(plan, more), call());
  expect(receipt).toMatchObject({ outcome: 'accepted', vendorId: expect.stringMatching(/^CA[0-9a-f]{32}$/) });
  return receipt.outcome === 'accepted' ? receipt.vendorId : '';
}

export const reports = ({ product }: Installation) =>
  product.events.filter((event): event is CallReport => event.kind === 'call-status');
export const progress = (world: Installation) =>
  reports(world)
    .filter(report => report.ref === 'attempt-1')
    .map(report => report.progress);
export const theCall = ({ sandbox }: Installation): PhoneCall => sandbox.control.calls()[0]!;
export const lines = (one: PhoneCall) => one.transcript.map(({ by, text }) => `${by}: ${text}`);
export const textOf = (line: AcceptedLine | undefined) => {
  if (line?.kind !== 'text') throw new Error('not a relay');
  return line.transport;
};
export const mediaOf = (line: AcceptedLine | undefined) => {
  if (line?.kind !== 'media') throw new Error('not a stream');
  return line.transport;
};
