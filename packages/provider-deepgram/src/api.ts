import type { Call, ClientSocket, Fault, Runtime, SocketEnd, SoundFile } from '@buttdial/core';
import {
  type Answer,
  type FaultTable,
  failure,
  faultOf,
  jsonObject,
  openSocket,
  openStream,
  request,
} from '@buttdial/core/adapter';

/** `err_code` of an answer, `code` of an error on a socket, or the reason with which a socket was closed. */
const faults: FaultTable = {
  INVALID_AUTH: ['credentials', 'Deepgram does not accept the API key.'],
  INSUFFICIENT_PERMISSIONS: ['credentials', 'The API key may not do this.'],
  ASR_PAYMENT_REQUIRED: ['out-of-funds', 'The credits of the Deepgram project are used up.'],
  TOO_MANY_REQUESTS: ['rate-limited', 'The Deepgram plan allows no more at the same time.'],
  INVALID_QUERY_PARAMETER: ['invalid', 'Deepgram finds a parameter invalid.'],
  PAYLOAD_ERROR: ['invalid', 'Deepgram finds the text invalid.'],
  'DATA-0000': ['invalid', 'Deepgram cannot decode the audio.'],
  UNPARSABLE_CLIENT_MESSAGE: ['invalid', 'Deepgram does not understand a message.'],
  'NET-0000': ['unavailable', 'Deepgram stopped in the middle.'],
  'NET-0001': ['unavailable', 'Deepgram got no audio for too long.'],
  INTERNAL_SERVER_ERROR: ['unavailable', 'Deepgram reports an internal error.'],
};

/** Whose account, and where. */
export interface Account {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly timeoutMs: number;
}

// What is heard from its beginning to its end takes longer than an answer takes to begin.
const wholeFile = 4;

/** Deepgram's API: streams and sockets, every failure an error with its fault. */
export interface Api {
  readonly runtime: Runtime;
  readonly timeoutMs: number;
  stream(path: string, body: object, call: Pick<Call, 'signal'>): Promise<AsyncIterable<Uint8Array>>;
  /** Posts bytes and reads the answer whole. */
  upload(path: string, sound: Pick<SoundFile, 'audio' | 'contentType'>, call: Pick<Call, 'signal'>): Promise<object>;
  connect(path: string, call: Pick<Call, 'signal'>): Promise<ClientSocket>;
  /** A socket that the vendor ended. */
  ended(end: SocketEnd): Error;
  /** An error that the vendor told over a socket. */
  refused(code: unknown): Error;
  check(call: Call): Promise<Fault | undefined>;
}

/** Makes requests for one account. */
export function openApi({ apiKey, baseUrl, timeoutMs }: Account, runtime: Runtime): Api {
  const headers = { authorization: `Token ${apiKey}` };
  const fault = (answer: Answer) => faultOf(answer, { table: faults, now: runtime.now(), code: codeOf });
  const address = (path: string) => new URL(baseUrl.replace(/\/$/, '') + path);
  const refused = (code: unknown) => failure(faultNamed(code));

  return {
    runtime,
    timeoutMs,
    refused,
    // "NET-0001: …" and the like; other reasons are prose.
    ended: ({ reason }) => refused(/^[A-Z]+-\d{4}/.exec(reason)?.[0]),
    async stream(path, body, { signal }) {
      const answer = await openStream(runtime, {
        method: 'POST',
        url: address(path),
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal,
        timeoutMs,
      });
      if (answer.outcome === 'streaming') return answer.body;
      throw failure(fault(answer) ?? unreadable);
    },
    async upload(path, { audio, contentType }, { signal }) {
      const answer = await request(runtime, {
        method: 'POST',
        url: address(path),
        headers: { ...headers, 'content-type': contentType },
        body: audio,
        signal,
        timeoutMs: timeoutMs * wholeFile,
      });
      if (answer.outcome === 'answered' && answer.status >= 200 && answer.status < 300) return jsonObject(answer.text);
      throw failure(fault(answer) ?? unreadable);
    },
    async connect(path, { signal }) {
      const url = address(path);
      url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
      const answer = await openSocket(runtime, { url, headers, signal, timeoutMs });
      if (answer.outcome === 'open') return answer.socket;
      throw failure(fault(answer) ?? unreadable);
    },
    async check({ signal }) {
      const url = address('/v1/projects');
      const found = fault(await request(runtime, { method: 'GET', url, headers, signal, timeoutMs }));
      // A key that may only transcribe and speak is refused here, which proves that Deepgram knows it.
      return found?.vendorCode === 'INSUFFICIENT_PERMISSIONS' ? undefined : found;
    },
  };
}

const unreadable: Fault = { kind: 'unavailable', message: 'Deepgram gave no readable answer.' };
const brokenOff: Fault = { kind: 'unavailable', message: 'The connection to Deepgram ended in the middle.' };

function faultNamed(code: unknown): Fault {
  if (typeof code !== 'string') return brokenOff;
  const known = Object.hasOwn(faults, code) ? faults[code] : undefined;
  const [kind, message] = known ?? [brokenOff.kind, brokenOff.message];
  return { kind, message, vendorCode: code };
}

function codeOf({ err_code, code }: Readonly<Record<string, unknown>>): string | undefined {
  const word = err_code ?? code;
  return typeof word === 'string' ? word : undefined;
}
