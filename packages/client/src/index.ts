/** @module The typed REST client of a Butt-Dial server, for browsers and Node. */
export { type Client, type ClientConfig, createClient } from './client.ts';
export {
  ApiError,
  type ApiErrorCode,
  type ApiErrorInit,
  isApiError,
  type Problem,
  type ReachedLimit,
} from './errors.ts';
export type { InboxMessage, InboxOptions, LeasedMessage } from './inbox.ts';
export type { CallOptions, Input, Method, OperationName, Operations, Output } from './operations.ts';
export type { ClientRuntime } from './runtime.ts';
