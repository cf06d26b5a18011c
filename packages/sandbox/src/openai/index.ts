import { Hono } from 'hono';
import type { Peer, SocketAsked } from '../peers.ts';
import type { World } from '../world.ts';
import { completeChat } from './chat.ts';
import type { OpenaiAsked } from './checked.ts';
import { openaiError } from './errors.ts';
import { type RealtimeRecord, runSession } from './realtime/session.ts';
import { speakAloud } from './speech.ts';
import { transcribeForm } from './transcriptions.ts';

/** The simulated OpenAI. */
export interface Openai extends Peer {
  /** The newest sessions, oldest first. */
  sessions(): readonly RealtimeRecord[];
  clear(): void;
}

/** Builds OpenAI on a simulated world: chat, speech, realtime and transcription sessions. */
export function createOpenai(world: World): Openai {
  const sessions: (() => RealtimeRecord)[] = [];
  return {
    app: openaiApp(world),
    upgrade(asked) {
      const start = startOf(world, asked);
      if (start instanceof Response) return start;
      return socket => {
        sessions.push(runSession(world, start, socket));
        if (sessions.length > world.historyLimit) sessions.shift();
      };
    },
    sessions: () => sessions.map(record => record()),
    clear: () => {
      sessions.length = 0;
    },
  };
}

function openaiApp(world: World): Hono {
  const app = new Hono();
  const on = (path: string, handle: (asked: OpenaiAsked) => Response) =>
    app.post(path, async context => {
      const account = customer(world, context.req.raw.headers);
      if (account instanceof Response) return account;
      const body: unknown = await context.req.json().catch(() => undefined);
      return handle({ world, account, path, body });
    });
  on('/v1/chat/completions', completeChat);
  on('/v1/audio/speech', speakAloud);
  const transcriptions = '/v1/audio/transcriptions';
  app.post(transcriptions, async context => {
    const account = customer(world, context.req.raw.headers);
    if (account instanceof Response) return account;
    const form = await context.req.formData().catch(() => undefined);
    return transcribeForm({ world, account, path: transcriptions, form });
  });
  app.get('/v1/models', context => {
    const account = customer(world, context.req.raw.headers);
    if (account instanceof Response) return account;
    return Response.json({
      object: 'list',
      data: [{ id: 'simulated', object: 'model', created: 0, owned_by: 'sandbox' }],
    });
  });
  app.notFound(context => openaiError(404, { message: `Invalid URL (${context.req.method} ${context.req.path})` }));
  return app;
}

function startOf(world: World, { url, headers }: SocketAsked) {
  if (url.pathname !== '/v1/realtime') return openaiError(404, { message: `Invalid URL (GET ${url.pathname})` });
  const account = customer(world, headers);
  if (account instanceof Response) return account;
  const problem = (message: string) => {
    world.ledger.alert({ vendor: 'openai', account, code: 400, message: `realtime: ${message}` });
    return openaiError(400, { message, code: 'invalid_value' });
  };
  if (headers.has('openai-beta')) return problem('The beta of this API is over.');
  const intent = url.searchParams.get('intent');
  const model = url.searchParams.get('model');
  if (intent === 'transcription') return { account, type: 'transcription' as const, model: '' };
  return model ? { account, type: 'realtime' as const, model } : problem('You must provide a model parameter.');
}

/** The account that a key belongs to, or the refusal of the key. */
function customer(world: World, headers: Headers): string | Response {
  const key = /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  const account = world.registry.accounts().find(one => key !== undefined && one.openai?.apiKey === key);
  if (account) return account.name;
  return openaiError(401, { message: 'Incorrect API key provided.', code: 'invalid_api_key' });
}
