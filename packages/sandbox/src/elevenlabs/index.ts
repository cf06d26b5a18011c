import { type Context, Hono } from 'hono';
import type { z } from 'zod';
import type { Account } from '../entities.ts';
import type { Peer, SocketAsked, TakeSocket } from '../peers.ts';
import { speakAsModem } from '../speech/modem-mouth.ts';
import type { World } from '../world.ts';
import { serveContexts } from './contexts.ts';
import { elevenLabsError, elevenLabsRefusal } from './errors.ts';
import { formatOf, socketQuery, speechBody, speechQuery } from './fields.ts';

const voices = [
  { voice_id: 'voice-ada', name: 'Ada', labels: { language: 'en' } },
  { voice_id: 'voice-bruno', name: 'Bruno', labels: { language: 'de' } },
];

/** The simulated ElevenLabs: speech with its timing, over HTTP and over sockets, in the modem voice. */
export function createElevenLabs(world: World): Peer {
  const app = new Hono();
  app.get('/v1/user', context => (accountOf(world, context.req.raw.headers) ? context.json({}) : elevenLabsError(401)));
  app.get('/v2/voices', context => {
    if (!accountOf(world, context.req.raw.headers)) return elevenLabsError(401);
    return context.json({ voices, has_more: false, total_count: voices.length, next_page_token: null });
  });
  app.post('/v1/text-to-speech/:voice/stream/with-timestamps', context => speak(world, context));
  app.notFound(() => elevenLabsError(404));
  return { app, upgrade: asked => openVoice(world, asked) };
}

function accountOf({ registry }: World, headers: Headers): Account | undefined {
  const key = headers.get('xi-api-key');
  return registry.accounts().find(account => key !== null && account.elevenlabs?.apiKey === key);
}

function unknownVoice(voice: string): Response | undefined {
  if (voices.some(known => known.voice_id === voice)) return undefined;
  return elevenLabsRefusal({ status: 404, code: 'voice_not_found', message: 'A voice with this id was not found.' });
}

async function speak(world: World, context: Context): Promise<Response> {
  const account = accountOf(world, context.req.raw.headers);
  if (!account) return elevenLabsError(401);
  const stranger = unknownVoice(context.req.param('voice') ?? '');
  if (stranger) return stranger;
  const query = speechQuery.safeParse(context.req.query());
  const body = speechBody.safeParse(await context.req.json().catch(() => undefined));
  if (!query.success || !body.success)
    return invalid(world, account, query.success ? (body.error ?? query.error) : query.error);
  const { signal } = context.req.raw;
  return streamed(world, { text: body.data.text, format: query.data.output_format, signal });
}

function invalid(world: World, { name: account }: Account, error: z.ZodError | undefined): Response {
  const issues = error?.issues ?? [];
  const message = issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  world.ledger.alert({ vendor: 'elevenlabs', account, code: 422, message });
  const detail = issues.map(issue => ({
    loc: ['body', ...issue.path.map(String)],
    msg: issue.message,
    type: issue.code,
  }));
  return Response.json({ detail }, { status: 422 });
}

/** A line of JSON for each piece, as soon as it is there. */
function streamed(
  { runtime, behaviour }: World,
  asked: { readonly text: string; readonly format: string; readonly signal: AbortSignal },
): Response {
  const pieces = speakAsModem(asked.text, formatOf(asked.format));
  const seconds = (ms: number) => ms / 1000;
  let spokenMs = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = pieces.next();
      if (next.done) return controller.close();
      const { audio, characters, startsMs, durationsMs } = next.value;
      const { synthesisMs } = behaviour.current;
      if (synthesisMs > 0) await runtime.sleep(synthesisMs, asked.signal);
      const starts = startsMs.map(startMs => spokenMs + startMs);
      const alignment = {
        characters,
        character_start_times_seconds: starts.map(seconds),
        character_end_times_seconds: starts.map((startMs, at) => seconds(startMs + (durationsMs[at] ?? 0))),
      };
      spokenMs += durationsMs.reduce((sum, durationMs) => sum + durationMs, 0);
      const audio_base64 = Buffer.from(audio).toString('base64');
      const line = JSON.stringify({ audio_base64, alignment, normalized_alignment: alignment });
      controller.enqueue(new TextEncoder().encode(`${line}\n`));
    },
  });
  return new Response(body, { headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' } });
}

function openVoice(world: World, { url, headers }: SocketAsked): Response | TakeSocket {
  const account = accountOf(world, headers);
  if (!account) return elevenLabsError(401);
  const voice = /^\/v1\/text-to-speech\/([^/]+)\/multi-stream-input$/.exec(url.pathname)?.[1];
  if (voice === undefined) return elevenLabsError(404);
  const stranger = unknownVoice(decodeURIComponent(voice));
  if (stranger) return stranger;
  const query = socketQuery.safeParse(Object.fromEntries(url.searchParams));
  if (!query.success) return invalid(world, account, query.error);
  return socket => serveContexts({ world, socket, account: account.name, query: query.data });
}
