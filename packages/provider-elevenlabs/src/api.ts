import type { Call, ClientSocket, Fault, Runtime } from '@buttdial/core';
import {
  type Answer,
  type FaultTable,
  failure,
  faultOf,
  jsonObject,
  type Outgoing,
  openSocket,
  openStream,
  request,
} from '@buttdial/core/adapter';

/** The vendor's words for what went wrong: `status` or `type` of its `detail`, or `error` of a message on a socket. */
const faults: FaultTable = {
  invalid_api_key: ['credentials', 'ElevenLabs does not accept the API key.'],
  needs_authorization: ['credentials', 'ElevenLabs got no API key.'],
  missing_permissions: ['credentials', 'The API key may not do this.'],
  quota_exceeded: ['out-of-funds', 'The credits of the ElevenLabs account are used up.'],
  voice_not_found: ['invalid', 'ElevenLabs knows no such voice.'],
  voice_limit_reached: ['invalid', 'The ElevenLabs account has no room for this voice.'],
  model_not_found: ['invalid', 'ElevenLabs knows no such model.'],
  max_character_limit_exceeded: ['invalid', 'The text is too long for ElevenLabs.'],
  input_validation_failed: ['invalid', 'ElevenLabs finds the request invalid.'],
  unsupported_language: ['unsupported', 'The model does not speak this language.'],
  output_format_not_allowed: ['unsupported', 'The ElevenLabs plan does not offer this audio format.'],
  only_for_creator: ['unsupported', 'The ElevenLabs plan does not offer this.'],
  detected_unusual_activity: ['blocked', 'ElevenLabs blocks the account for unusual activity.'],
  content_against_policy: ['blocked', 'ElevenLabs blocks the text.'],
  too_many_concurrent_requests: ['rate-limited', 'The ElevenLabs plan allows no more speech at the same time.'],
  concurrent_limit_exceeded: ['rate-limited', 'The ElevenLabs plan allows no more speech at the same time.'],
  system_busy: ['unavailable', 'ElevenLabs is busy.'],
  input_timeout_exceeded: ['unavailable', 'ElevenLabs waited too long for text.'],
};

/** Whose account, and where. */
export interface Account {
  readonly apiKey: string;
  readonly voice: string;
  readonly model: string;
  readonly baseUrl: string;
  readonly timeoutMs: number;
}

/** ElevenLabs' API: requests, streams and sockets, every failure an error with its fault. */
export interface Api {
  readonly account: Account;
  readonly runtime: Runtime;
  /** The JSON of a successful answer. */
  read(path: string, call: Pick<Call, 'signal'>): Promise<Readonly<Record<string, unknown>>>;
  stream(path: string, body: object, call: Pick<Call, 'signal'>): Promise<AsyncIterable<Uint8Array>>;
  connect(path: string, call: Pick<Call, 'signal'>): Promise<ClientSocket>;
  /** A failure that came in the vendor's words over a socket. */
  refused(code: string | undefined): Error;
  check(call: Call): Promise<Fault | undefined>;
}

/** Makes requests for one account. */
export function openApi(account: Account, runtime: Runtime): Api {
  const headers = { 'xi-api-key': account.apiKey };
  const { timeoutMs } = account;
  const fault = (answer: Answer) => faultOf(answer, { table: faults, now: runtime.now(), code: codeOf });
  const address = (path: string) => new URL(account.baseUrl.replace(/\/$/, '') + path);
  const get = (path: string, { signal }: Pick<Call, 'signal'>) =>
    request(runtime, { method: 'GET', url: address(path), headers, signal, timeoutMs });

  return {
    account,
    runtime,
    async read(path, call) {
      const answer = await get(path, call);
      const found = fault(answer);
      if (found) throw failure(found);
      return answer.outcome === 'answered' ? jsonObject(answer.text) : {};
    },
    async stream(path, body, { signal }) {
      const outgoing: Outgoing = {
        method: 'POST',
        url: address(path),
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal,
        timeoutMs,
      };
      const answer = await openStream(runtime, outgoing);
      if (answer.outcome === 'streaming') return answer.body;
      throw failure(fault(answer) ?? unreadable);
    },
    async connect(path, { signal }) {
      const url = address(path);
      url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
      const answer = await openSocket(runtime, { url, headers, signal, timeoutMs });
      if (answer.outcome === 'open') return answer.socket;
      throw failure(fault(answer) ?? unreadable);
    },
    refused(code) {
      const known = code === undefined || !Object.hasOwn(faults, code) ? undefined : faults[code];
      const [kind, message] = known ?? ['unavailable' as const, 'The connection to ElevenLabs ended in the middle.'];
      return failure({ kind, message, ...(code === undefined ? {} : { vendorCode: code }) });
    },
    async check(call) {
      const found = fault(await get('/v1/user', call));
      // A key that may only speak is refused here, which proves that ElevenLabs knows it.
      return found?.vendorCode === 'missing_permissions' ? undefined : found;
    },
  };
}

const unreadable: Fault = { kind: 'unavailable', message: 'ElevenLabs gave no readable answer.' };

/** `detail` is an object with the vendor's word, or a list of what is invalid. */
function codeOf(body: Readonly<Record<string, unknown>>): string | undefined {
  const { detail } = body;
  if (Array.isArray(detail)) return 'input_validation_failed';
  if (typeof detail !== 'object' || detail === null) return undefined;
  const word = Reflect.get(detail, 'status') ?? Reflect.get(detail, 'code') ?? Reflect.get(detail, 'type');
  return typeof word === 'string' ? word : undefined;
}
