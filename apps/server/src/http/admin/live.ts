import { ButtdialError, isButtdialError } from '@buttdial/core';
import { type Principal, runOperation } from '@buttdial/switchboard';
import { type Context, Hono } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { HttpDeps, HttpEnvironment } from '../environment.ts';
import { problemResponse } from '../problems.ts';
import type { Heard, Hint, LiveHub } from './live-hub.ts';

/** What a watcher may see of the row: its own organization, and the simulated network where it is theirs. */
interface Watcher {
  readonly deps: HttpDeps;
  readonly hub: LiveHub;
  readonly principal: Extract<Principal, { kind: 'organization' }>;
  readonly seesNetwork: boolean;
}

interface LiveEvent {
  readonly event: string;
  readonly data: unknown;
}

const heartbeatMs = 10_000;
const neverSoMany = 1_000_000_000;
const mostWatchers = 256;

/**
 * `GET /admin/api/live`: what happens, as server-sent events. A watcher that comes back with `Last-Event-ID` gets what it
 * missed, or `resync` when that is not known any more: it then reads everything again.
 */
export function liveRoutes(deps: HttpDeps, hub: LiveHub): Hono<HttpEnvironment> {
  let watching = 0;
  return new Hono<HttpEnvironment>().get('/live', async context => {
    try {
      const principal = await organizationOf(deps, context);
      if (watching >= mostWatchers)
        throw new ButtdialError('limit-exceeded', 'Too many pages are watching.', {
          remedy: 'Close some windows.',
          retryAfterMs: 5_000,
        });
      const seesNetwork = deps.admin.network !== undefined && principal.organizationId === 'default';
      const watcher: Watcher = { deps, hub, principal, seesNetwork };
      context.header('cache-control', 'no-store');
      context.header('x-accel-buffering', 'no');
      watching += 1;
      return streamSSE(context, async stream => {
        try {
          await follow(watcher, stream, context);
        } finally {
          watching -= 1;
        }
      });
    } catch (error) {
      return problemResponse(deps, context, error);
    }
  });
}

/** The session's organization; the orchestrator looks at the default one. @throws `unauthenticated`. */
async function organizationOf(deps: HttpDeps, context: Context<HttpEnvironment>): Promise<Watcher['principal']> {
  const session = await deps.admin.sessions.watching(context);
  if (!session) throw new ButtdialError('unauthenticated', 'Nobody is signed in.', { remedy: 'Sign in at /admin.' });
  const { principal } = session;
  return principal.kind === 'organization'
    ? principal
    : { kind: 'organization', organizationId: 'default', tokenId: principal.tokenId };
}

async function follow(watcher: Watcher, stream: SSEStreamingApi, context: Context<HttpEnvironment>): Promise<void> {
  const { hub, deps } = watcher;
  let bell = Promise.withResolvers<void>();
  const ring = () => bell.resolve();
  const unwatch = hub.watch(ring);
  stream.onAbort(ring);
  const over = () => stream.aborted || stream.closed || hub.closed;
  try {
    let place = await begin(watcher, stream, context.req.header('last-event-id'));
    const fingerprint = createFingerprint(watcher);
    while (!over()) {
      const heard = hub.after(place);
      if (heard === undefined) place = await greet(watcher, stream, 'resync');
      else if (heard.length > 0) {
        await tell(watcher, stream, { heard, fingerprint });
        place = heard.at(-1)?.sequence ?? place;
      } else {
        const quiet = new AbortController();
        const beat = deps.runtime.sleep(heartbeatMs, quiet.signal).then(
          () => 'beat' as const,
          () => 'rung' as const,
        );
        const woken = await Promise.race([beat, bell.promise]);
        quiet.abort();
        bell = Promise.withResolvers<void>();
        // A comment keeps proxies from closing a quiet stream.
        if (woken === 'beat' && !over()) await stream.write(': still here\n\n');
      }
      // A revoked token ends the stream; the page then finds out that it is signed out.
      if (!over() && !(await deps.admin.sessions.watching(context))) return;
    }
  } finally {
    unwatch();
  }
}

async function begin(watcher: Watcher, stream: SSEStreamingApi, lastId: string | undefined): Promise<number> {
  const split = lastId?.lastIndexOf('.') ?? -1;
  const place = Number(lastId?.slice(split + 1));
  const known =
    lastId?.slice(0, split) === watcher.hub.name && Number.isInteger(place) && watcher.hub.after(place) !== undefined;
  if (known) return greetAt(watcher, stream, { event: 'resumed', place });
  return greet(watcher, stream, lastId ? 'resync' : 'hello');
}

function greet(watcher: Watcher, stream: SSEStreamingApi, event: 'hello' | 'resync'): Promise<number> {
  return greetAt(watcher, stream, { event, place: watcher.hub.latest() });
}

async function greetAt(
  { hub }: Watcher,
  stream: SSEStreamingApi,
  { event, place }: { readonly event: string; readonly place: number },
): Promise<number> {
  await stream.writeSSE({ event, data: '{}', id: `${hub.name}.${place}`, retry: 500 });
  return place;
}

async function tell(
  watcher: Watcher,
  stream: SSEStreamingApi,
  { heard, fingerprint }: { readonly heard: readonly Heard[]; readonly fingerprint: Fingerprint },
): Promise<void> {
  const last = new Map(heard.map(each => [keyOf(each.hint), each.sequence]));
  // The same message twice in one breath is told once, as it stands now.
  for (const { hint, sequence } of heard.filter(each => last.get(keyOf(each.hint)) === each.sequence)) {
    const told = await toEvent(watcher, hint, fingerprint);
    if (told)
      await stream.writeSSE({
        event: told.event,
        data: JSON.stringify(told.data),
        id: `${watcher.hub.name}.${sequence}`,
      });
  }
}

function keyOf(hint: Hint): unknown {
  if (hint.topic === 'message') return `message ${hint.messageId}`;
  if (hint.topic === 'inbox') return `inbox ${hint.agentId}`;
  if (hint.topic === 'changed') return `changed ${hint.organizationId}`;
  if (hint.topic === 'call') return `call ${hint.callId}`;
  if (hint.topic === 'phone-call') return `phone-call ${hint.call.id}`;
  return hint.topic === 'outbox' ? 'outbox' : hint;
}

async function toEvent(watcher: Watcher, hint: Hint, fingerprint: Fingerprint): Promise<LiveEvent | undefined> {
  switch (hint.topic) {
    case 'message': {
      const message = await ask(watcher, 'messages.get', { id: hint.messageId });
      return message && { event: 'message', data: message };
    }
    case 'inbox': {
      const status = await ask(watcher, 'agents.status', { agentId: hint.agentId });
      return status && { event: 'inbox', data: status };
    }
    case 'outbox':
      return (await fingerprint()) ? { event: 'messages', data: {} } : undefined;
    case 'phone':
      return watcher.seesNetwork ? { event: 'phone', data: hint.message } : undefined;
    case 'mail':
      return watcher.seesNetwork ? { event: 'mail', data: hint.mail } : undefined;
    case 'call': {
      // Only that something happened: what was said in a call travels to whoever asks for it.
      const call = await ask(watcher, 'calls.get', { id: hint.callId, afterSequence: neverSoMany });
      return call && { event: 'call', data: { id: hint.callId, state: call.state } };
    }
    case 'phone-call':
      return watcher.seesNetwork ? { event: 'phone-call', data: hint.call } : undefined;
    case 'changed':
      return hint.organizationId === watcher.principal.organizationId ? { event: 'changed', data: {} } : undefined;
    case 'network-reset':
      return watcher.seesNetwork ? { event: 'network-reset', data: {} } : undefined;
  }
}

// Asked as the watcher itself, so the wall between organizations is the one of the operations.
async function ask(
  { deps, principal }: Watcher,
  name: string,
  input: object,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const operation = deps.switchboard.operations.get(name);
  if (!operation) return undefined;
  try {
    return (await runOperation(operation, input, { principal, signal: new AbortController().signal })).value;
  } catch (error) {
    if (isButtdialError(error) && error.code === 'not-found') return undefined;
    throw error;
  }
}

/** Whether the newest messages look different from the last time it was asked. */
type Fingerprint = () => Promise<boolean>;

// The outbox rings for everybody's messages; who watches is told only when something of their own has changed.
function createFingerprint(watcher: Watcher): Fingerprint {
  let seen: string | undefined;
  return async () => {
    const listed = await ask(watcher, 'messages.list', { limit: 20 });
    const next = JSON.stringify(listed);
    const changed = next !== seen;
    seen = next;
    return changed;
  };
}
