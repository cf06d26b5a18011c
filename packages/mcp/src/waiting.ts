import { type Operation, type Principal, runOperation } from '@buttdial/switchboard';
import { isAsk, type Methods } from './methods.ts';
import type { Context, ToolResult } from './registrar.ts';
import { readable } from './tools.ts';

type Message = { readonly id: string } & Readonly<Record<string, unknown>>;
type Arguments = Readonly<Record<string, unknown>>;
type CallTool = Methods['callTool'];

/** For whom messages are told, and how. */
export interface Telling {
  readonly operations: ReadonlyMap<string, Operation>;
  readonly principal: Principal;
  readonly agentId: string;
  /** `on_write` acknowledges as soon as a message is written to the connection, which is how older servers did it. */
  readonly ack: 'explicit' | 'on_write';
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly tell: (data: object) => Promise<void>;
}

/**
 * What waits for an agent, told to a connection as it opens. Telling leases the messages, and many hosts show such
 * notifications to nobody: so the tools of the same connection still give them out until the lease is over.
 */
export interface Told {
  run(): Promise<void>;
  /** Wraps the tools of the connection. */
  callTool(inner: CallTool): CallTool;
}

export function createTold(telling: Telling): Told {
  const told = new Map<string, Message>();
  let until = 0;
  const { principal, agentId, signal } = telling;

  async function run(): Promise<void> {
    const value = await perform(telling, 'inbox.fetch', { agentId, limit: 200 });
    until = telling.now().getTime() + Number(value.leaseSeconds ?? 0) * 1000;
    for (const message of (value.messages as readonly Message[]).map(readable)) {
      if (signal.aborted) return;
      if (telling.ack === 'explicit') told.set(message.id, message);
      await telling.tell(notice(message));
      if (telling.ack === 'on_write') await perform(telling, 'inbox.ack', { agentId, ids: [message.id] });
    }
  }

  const isMine = (input: Arguments) =>
    (input.agentId ?? (principal.kind === 'agent' ? agentId : undefined)) === agentId;

  function held(input: Arguments): readonly Message[] {
    if (telling.now().getTime() >= until) told.clear();
    const ofChannel = [...told.values()].filter(
      message => input.channel === undefined || message.channel === input.channel,
    );
    return ofChannel.slice(0, typeof input.limit === 'number' ? input.limit : undefined);
  }

  async function handOut(inner: CallTool, input: Arguments, context: Context) {
    const first = held(input);
    const result = await inner(
      { name: 'comms_get_waiting_messages', arguments: first.length > 0 ? { ...input, waitSeconds: 0 } : input },
      context,
    );
    if (first.length === 0 || isAsk(result) || result.isError) return result;
    if (input.ack === 'on_fetch') {
      await perform(telling, 'inbox.ack', { agentId, ids: first.map(message => message.id) });
      for (const message of first) told.delete(message.id);
    }
    return merged(result, first, input.ack === 'on_fetch');
  }

  async function acknowledge(inner: CallTool, input: Arguments, context: Context) {
    const result = await inner({ name: 'comms_ack_messages', arguments: input }, context);
    if (Array.isArray(input.ids) && !isAsk(result) && !result.isError) for (const id of input.ids) told.delete(id);
    return result;
  }

  return {
    run,
    callTool: inner => (call, context) => {
      const input = (call.arguments ?? {}) as Arguments;
      if (told.size === 0 || !isMine(input)) return inner(call, context);
      if (call.name === 'comms_get_waiting_messages') return handOut(inner, input, context);
      return call.name === 'comms_ack_messages' ? acknowledge(inner, input, context) : inner(call, context);
    },
  };
}

async function perform({ operations, principal, signal }: Telling, name: string, input: object): Promise<Arguments> {
  const operation = operations.get(name);
  return operation ? (await runOperation(operation, input, { principal, signal })).value : { messages: [] };
}

function merged(result: ToolResult, first: readonly Message[], acknowledged: boolean): ToolResult {
  const found = result.structuredContent ?? {};
  const rest = ((found.messages ?? []) as readonly Message[]).filter(
    message => !first.some(({ id }) => id === message.id),
  );
  const messages = [...first, ...rest];
  const structuredContent = {
    ...found,
    messages,
    count: messages.length,
    ...(acknowledged ? { acknowledged: messages.length } : {}),
  };
  return {
    structuredContent,
    content: [{ type: 'text', text: JSON.stringify(structuredContent) }, ...result.content.slice(1)],
  };
}

/** The shape that older clients know. */
function notice({ id, createdAt, ...rest }: Message): object {
  const summary = `${String(rest.channel)} message from ${String(rest.from)}`;
  return { type: 'waiting-message', messageId: id, ...rest, receivedAt: createdAt, summary };
}
