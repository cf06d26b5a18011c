import type { Runtime } from '@buttdial/core';
import type { BehaviourSetting } from './behaviour.ts';
import type { CallbackRecord, Ledger } from './ledger.ts';
import type { RandomStream } from './seed.ts';

/** One webhook call to make, with everything that the ledger wants to know about it. */
interface WebhookCall extends Pick<CallbackRecord, 'vendor' | 'account' | 'event' | 'about'> {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  /** Signed afresh for every attempt: some signatures hold the time. */
  headers(): Record<string, string>;
  readonly body?: string;
  /** Waits before the further attempts. */
  readonly retryAfterMs: readonly number[];
  retryOn(failure: WebhookFailure): boolean;
}

export type WebhookFailure =
  | { readonly kind: 'connection' | 'timed-out' }
  | { readonly kind: 'status'; readonly status: number };

/** What the customer's server answered. */
export interface WebhookAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface Caller {
  /** Calls until answered with a 2xx or out of attempts. @returns the 2xx answer, or undefined. */
  call(webhook: WebhookCall, signal: AbortSignal): Promise<WebhookAnswer | undefined>;
}

interface CallerWorld {
  readonly runtime: Runtime;
  readonly fetch: typeof globalThis.fetch;
  readonly ledger: Ledger;
  readonly behaviour: BehaviourSetting;
  readonly random: RandomStream;
}

const MAX_ANSWER_BYTES = 1 << 20;

/** The vendors' side of a webhook: attempts, time limit, retries, and a ledger row for each attempt. */
export function createCaller(world: CallerWorld): Caller {
  const call = async (webhook: WebhookCall, signal: AbortSignal): Promise<WebhookAnswer | undefined> => {
    const lose = world.behaviour.current.loseCallbacks;
    if (lose > 0 && world.random.next() < lose) {
      record(world, webhook, { attempt: 1, failure: 'lost' });
      return undefined;
    }
    for (let attempt = 1; ; attempt++) {
      const outcome = await once(world, webhook, signal);
      if ('answer' in outcome) record(world, webhook, { attempt, status: outcome.answer.status });
      else record(world, webhook, { attempt, failure: outcome.failure });
      if ('answer' in outcome && outcome.answer.status >= 200 && outcome.answer.status < 300) return outcome.answer;
      const waitMs = webhook.retryAfterMs[attempt - 1];
      const failure: WebhookFailure =
        'answer' in outcome ? { kind: 'status', status: outcome.answer.status } : { kind: outcome.failure };
      if (waitMs === undefined || !webhook.retryOn(failure)) return undefined;
      await world.runtime.sleep(waitMs, signal);
    }
  };
  return { call };
}

type Outcome = { readonly answer: WebhookAnswer } | { readonly failure: 'connection' | 'timed-out' };

async function once(world: CallerWorld, webhook: WebhookCall, signal: AbortSignal): Promise<Outcome> {
  signal.throwIfAborted();
  const stop = new AbortController();
  const abort = () => stop.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const timer = new AbortController();
  const tooLate = world.runtime.sleep(world.behaviour.current.webhookTimeoutMs, timer.signal).then(
    (): Outcome => ({ failure: 'timed-out' }),
    (): Outcome => ({ failure: 'connection' }),
  );
  const outcome = await Promise.race([ask(world, webhook, stop.signal), tooLate]);
  signal.removeEventListener('abort', abort);
  timer.abort();
  stop.abort();
  signal.throwIfAborted();
  return outcome;
}

async function ask(world: CallerWorld, webhook: WebhookCall, signal: AbortSignal): Promise<Outcome> {
  const { address, authorization } = credentialsOutOf(webhook.url);
  const headers = { ...authorization, ...webhook.headers() };
  const body = webhook.body === undefined ? {} : { body: webhook.body };
  try {
    const response = await world.fetch(address, {
      method: webhook.method,
      headers,
      redirect: 'manual',
      signal,
      ...body,
    });
    const text = await response.text();
    return {
      answer: {
        status: response.status,
        contentType: response.headers.get('content-type') ?? '',
        body: text.slice(0, MAX_ANSWER_BYTES),
      },
    };
  } catch {
    return { failure: 'connection' };
  }
}

// fetch refuses addresses with a user and password in them; vendors send them as Basic credentials.
function credentialsOutOf(address: string): { address: string; authorization: Record<string, string> } {
  const url = new URL(address);
  if (url.username === '' && url.password === '') return { address, authorization: {} };
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return { address: url.href, authorization: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
}

function record(
  world: CallerWorld,
  webhook: WebhookCall,
  outcome: Pick<CallbackRecord, 'attempt' | 'status' | 'failure'>,
): void {
  const { vendor, account, event, about, url } = webhook;
  world.ledger.callback({ vendor, account, event, about, url, ...outcome });
}
