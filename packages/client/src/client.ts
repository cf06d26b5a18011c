import { call, callTable, type InnerOptions, type Settings } from './call.ts';
import { routes } from './generated.ts';
import { type InboxCalls, type InboxOptions, type LeasedMessage, listen } from './inbox.ts';
import type { CallOptions, OperationName, Operations } from './operations.ts';
import { type ClientRuntime, systemRuntime } from './runtime.ts';

/** How to reach a server. `fetch`, `sleep`, `random` and `newId` replace the world, for tests and proxies. */
export interface ClientConfig extends Partial<ClientRuntime> {
  /** Address of the server, `https://phone.example.com`, with or without `/api/v1`. */
  readonly url: string;
  /** `bd_live_agent_…`, `bd_live_org_…` or the orchestrator's. Left out where a session cookie speaks for the user. */
  readonly token?: string;
  /** Further headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long one attempt may take; 30,000 unless told. */
  readonly timeoutMs?: number;
  /** How often a read, or a send with its idempotency key, is repeated after an accident; 2 unless told. */
  readonly maxRetries?: number;
  /** Makes the key of a send that has none; random unless told. Give your own to survive a crash of your process. */
  readonly idempotencyKey?: () => string;
}

/** Every operation of the server, typed: `client.messages.send({ to, body })`. */
export type Client = Operations & {
  /**
   * The answer of a list as CSV, all pages of it, as it comes: `messages.list`, `contacts.list`, `audit.search` …
   * @throws `ApiError`, also when the operation has no table.
   */
  csv(
    name: OperationName,
    input?: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): Promise<ReadableStream<Uint8Array>>;
  readonly inbox: {
    /**
     * What is written to the agent, as it comes: each message is leased, and erased by its `ack()`; one without comes
     * again. The loop ends with the signal.
     * @throws `ApiError`, when the server stays away or refuses.
     */
    messages(options?: InboxOptions): AsyncGenerator<LeasedMessage, void, void>;
  };
};

/**
 * A client of one server. Does no I/O before the first call.
 * @throws `TypeError` when the address is no URL.
 */
export function createClient(config: ClientConfig): Client {
  const settings = settingsOf(config);
  const client: Record<string, unknown> = {};
  for (const name of Object.keys(routes) as OperationName[]) {
    const method = (input: Readonly<Record<string, unknown>> = {}, options: InnerOptions = {}) =>
      call(settings, { name, input, options });
    const [room = name, verb] = name.split('.');
    client[room] = verb === undefined ? method : { ...(client[room] as object | undefined), [verb]: method };
  }
  // The table of routes and the types come from one document, so each method is what its type says.
  const calls = client.inbox as InboxCalls;
  client.inbox = { ...calls, messages: (options?: InboxOptions) => listen(calls, options) };
  client.csv = (name: OperationName, input: Readonly<Record<string, unknown>> = {}, options: CallOptions = {}) =>
    callTable(settings, { name, input, options });
  return client as unknown as Client;
}

function settingsOf(config: ClientConfig): Settings {
  const { fetch, sleep, timeout, random, newId } = systemRuntime;
  const root = new URL(config.url).href.replace(/\/+$/, '').replace(/\/api\/v1$/, '');
  return {
    baseUrl: `${root}/api/v1`,
    headers: { ...config.headers, ...(config.token === undefined ? {} : { authorization: `Bearer ${config.token}` }) },
    timeoutMs: config.timeoutMs ?? 30_000,
    maxRetries: config.maxRetries ?? 2,
    runtime: {
      fetch: config.fetch ?? fetch,
      sleep: config.sleep ?? sleep,
      timeout,
      random: config.random ?? random,
      newId: config.idempotencyKey ?? config.newId ?? newId,
    },
  };
}
