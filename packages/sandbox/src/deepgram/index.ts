import { type Context, Hono } from 'hono';
import type { z } from 'zod';
import type { Account } from '../entities.ts';
import type { Peer, SocketAsked, TakeSocket } from '../peers.ts';
import { hearFile } from '../speech/modem-file.ts';
import { speakAsModem } from '../speech/modem-mouth.ts';
import type { World } from '../world.ts';
import { deepgramError } from './errors.ts';
import { fileQuery, fluxQuery, formatOf, listenQuery, speakBody, speakQuery } from './fields.ts';
import { serveFlux } from './flux.ts';
import { wordsOf } from './hearing.ts';
import { serveListening } from './listen.ts';

/** The simulated Deepgram: live transcription of both versions, and speech; all of it in the modem voice. */
export function createDeepgram(world: World): Peer {
  const app = new Hono();
  app.get('/v1/projects', context => {
    if (!accountOf(world, context.req.raw.headers)) return deepgramError(401);
    return context.json({ projects: [{ project_id: '00000000-0000-4000-8000-000000000001', name: 'Sandbox' }] });
  });
  app.post('/v1/speak', context => speak(world, context));
  app.post('/v1/listen', context => hear(world, context));
  app.notFound(() => deepgramError(404));
  return { app, upgrade: asked => openEars(world, asked) };
}

function accountOf({ registry }: World, headers: Headers): Account | undefined {
  const key = /^Token (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  return registry.accounts().find(account => key !== undefined && account.deepgram?.apiKey === key);
}

function invalid(world: World, { name: account }: Account, error: z.ZodError | undefined): Response {
  const message = (error?.issues ?? []).map(issue => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  world.ledger.alert({ vendor: 'deepgram', account, code: 400, message });
  return deepgramError(400, message);
}

async function speak(world: World, context: Context): Promise<Response> {
  const account = accountOf(world, context.req.raw.headers);
  if (!account) return deepgramError(401);
  const query = speakQuery.safeParse(context.req.query());
  if (!query.success) return invalid(world, account, query.error);
  const body = speakBody.safeParse(await context.req.json().catch(() => undefined));
  if (!body.success) return invalid(world, account, body.error);
  const pieces = speakAsModem(body.data.text, formatOf(query.data));
  const { signal } = context.req.raw;
  const audio = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { synthesisMs } = world.behaviour.current;
      if (synthesisMs > 0) await world.runtime.sleep(synthesisMs, signal);
      const next = pieces.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value.audio);
    },
  });
  const headers = { 'content-type': `audio/${query.data.encoding}`, 'transfer-encoding': 'chunked' };
  return new Response(audio, { headers: { ...headers, 'dg-model-name': query.data.model } });
}

/** A whole file: a WAV in the modem voice is read, any other cannot be decoded. */
async function hear(world: World, context: Context): Promise<Response> {
  const account = accountOf(world, context.req.raw.headers);
  if (!account) return deepgramError(401);
  const query = fileQuery.safeParse(context.req.query());
  if (!query.success) return invalid(world, account, query.error);
  const heard = hearFile(new Uint8Array(await context.req.arrayBuffer()));
  if (!heard) return deepgramError(400, 'Bad Request: failed to process audio: corrupt or unsupported data');
  const { text: transcript, durationSeconds: duration } = heard;
  const confidence = transcript === '' ? 0 : 0.99;
  const words = wordsOf(transcript, { startMs: 0, endMs: duration * 1000 });
  const detected = query.data.detect_language === 'true' ? { detected_language: 'en', language_confidence: 0.99 } : {};
  return context.json({
    metadata: { request_id: world.random.ids.uuid(), duration, channels: 1, models: [query.data.model] },
    results: { channels: [{ alternatives: [{ transcript, confidence, words }], ...detected }] },
  });
}

function openEars(world: World, { url, headers }: SocketAsked): Response | TakeSocket {
  const account = accountOf(world, headers);
  if (!account) return deepgramError(401);
  const asked = Object.fromEntries(url.searchParams);
  const base = { world, account: account.name, requestId: world.random.ids.uuid() };
  if (url.pathname === '/v1/listen') {
    const query = listenQuery.safeParse(asked);
    if (!query.success) return invalid(world, account, query.error);
    return socket => serveListening({ ...base, socket, query: query.data });
  }
  if (url.pathname !== '/v2/listen') return deepgramError(404);
  const query = fluxQuery.safeParse(asked);
  if (!query.success) return invalid(world, account, query.error);
  return socket => serveFlux({ ...base, socket, query: query.data });
}
