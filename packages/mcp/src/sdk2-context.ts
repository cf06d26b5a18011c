import type { Runtime } from '@buttdial/core';
import type { Principal } from '@buttdial/switchboard';
import { type AuthInfo, ProtocolError, type Server, type ServerContext } from '@modelcontextprotocol/server';
import type { Methods } from './methods.ts';
import type { Context } from './registrar.ts';
import { toProtocolError } from './results.ts';
import type { SealedStates } from './sealed-state.ts';
import { tasksExtension } from './tasks.ts';

/** What a question carries to its next round. */
export type State = Readonly<Record<string, unknown>>;

/** What the servers of one installation share; each request or session gets a fresh server over it. */
export interface Serving {
  readonly methods: Methods;
  readonly identity: { readonly name: string; readonly version: string };
  readonly instructions: string;
  readonly runtime: Pick<Runtime, 'log' | 'newId' | 'randomBytes'>;
  /** At least 32 bytes; the same on every instance, or a question cannot be answered on another one. */
  readonly stateKey: Uint8Array;
}

/** The same, with what is made of it once. */
export interface Served extends Serving {
  readonly states: SealedStates;
}

/** Who a request comes from, as the SDK carries it to the handlers. */
export function toAuthInfo(principal: Principal, token: string): AuthInfo {
  return { token, clientId: principal.tokenId, scopes: [], extra: { principal } };
}

/** Who sent a request. */
export function principalOf(ctx: ServerContext): Principal {
  const principal = ctx.http?.authInfo?.extra?.principal;
  if (principal === undefined) throw new ProtocolError(-32603, 'The request came in without a caller.');
  return principal as Principal;
}

/** What a handler is told of a request. */
export function contextOf(server: Server, ctx: ServerContext, serving: Served): Context {
  const { mcpReq } = ctx;
  const progressToken = mcpReq._meta?.progressToken;
  const quietly = (sending: Promise<void>) => sending.catch(() => serving.runtime.log.debug('mcp.notification_lost'));
  return {
    principal: principalOf(ctx),
    signal: mcpReq.signal,
    clientCapabilities: { ...server.getClientCapabilities() },
    takesTasks: takesTasks(server, ctx),
    answers: mcpReq.inputResponses ?? {},
    state: serving.states.open(mcpReq.requestState<State>()),
    progressToken,
    progress: async update => {
      if (progressToken === undefined) return;
      await quietly(mcpReq.notify({ method: 'notifications/progress', params: { progressToken, ...update } }));
    },
    log: (level, data) => quietly(mcpReq.log(level, data, serving.identity.name)),
  };
}

/** Only our own words reach the client. */
export function protocolError(error: unknown, method: string, { runtime }: Serving): ProtocolError {
  if (error instanceof ProtocolError) return error;
  const { code, message, data } = toProtocolError(error, method, runtime);
  return new ProtocolError(code, message, data);
}

/** Only a request of the modern era says for itself what its client takes. */
export function takesTasks(server: Server, { mcpReq }: ServerContext): boolean {
  return mcpReq.envelope !== undefined && server.getClientCapabilities()?.extensions?.[tasksExtension] !== undefined;
}
