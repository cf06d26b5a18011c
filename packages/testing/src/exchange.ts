import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** One request to a vendor and its answer, as recorded or as the vendor documents it. Written down as JSON. */
export interface Exchange {
  readonly request: {
    readonly method: string;
    /** Whole, or from the path on. A query counts only when it is given. */
    readonly url: string;
    /** Each must be there; names in any case. */
    readonly headers?: Readonly<Record<string, string>>;
    /** A text must be equal. Of an object each field must be there; the request is read as JSON or as a form. */
    readonly body?: Json;
  };
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** A text goes out as it is, anything else as JSON. */
    readonly body?: Json;
  };
}

/** A request as it would have gone out. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

/** Reads a JSON file of named exchanges. @example readExchanges(new URL('./recorded/send.json', import.meta.url)) */
export function readExchanges(file: URL): Readonly<Record<string, Exchange>> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Exchange>;
}

/** Why a request is not the recorded one; empty when it is. */
export function differences(request: SeenRequest, recorded: Exchange['request']): readonly string[] {
  const asked = new URL(request.url);
  const wanted = new URL(recorded.url, asked.origin);
  const place = (url: URL) => `${url.origin}${url.pathname}${wanted.search === '' ? '' : url.search}`;
  return [
    ...(request.method === recorded.method.toUpperCase()
      ? []
      : [`method ${request.method}, recorded is ${recorded.method}`]),
    ...(place(asked) === place(wanted) ? [] : [`address ${place(asked)}, recorded is ${place(wanted)}`]),
    ...Object.entries(recorded.headers ?? {})
      .filter(([name, value]) => request.headers.get(name) !== value)
      .map(([name]) => `header ${name} is not as recorded`),
    ...(recorded.body === undefined ? [] : bodyDifferences(request, recorded.body)),
  ];
}

function bodyDifferences(request: SeenRequest, recorded: Json): readonly string[] {
  if (typeof recorded !== 'object' || recorded === null || Array.isArray(recorded))
    return request.body === recorded ? [] : ['the body is not as recorded'];
  const sent = fieldsOf(request);
  return Object.entries(recorded)
    .filter(([name, value]) => !isDeepStrictEqual(sent[name], value))
    .map(([name, value]) => `field ${name} is ${JSON.stringify(sent[name])}, recorded is ${JSON.stringify(value)}`);
}

function fieldsOf(request: SeenRequest): Record<string, unknown> {
  if (/[/+]json/.test(request.headers.get('content-type') ?? ''))
    return JSON.parse(request.body) as Record<string, unknown>;
  const form = new URLSearchParams(request.body);
  return Object.fromEntries(
    [...new Set(form.keys())].map(name => [name, form.getAll(name).length > 1 ? form.getAll(name) : form.get(name)]),
  );
}

/** The recorded answer as `fetch` gives it. */
export function responseOf({ status, headers = {}, body }: Exchange['response']): Response {
  const isText = typeof body === 'string';
  const text = body === undefined ? null : isText ? body : JSON.stringify(body);
  return new Response(text, {
    status,
    headers: { ...(isText || body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  });
}
