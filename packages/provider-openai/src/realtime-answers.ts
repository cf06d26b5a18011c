import type { Api } from './api.ts';
import { textField } from './read.ts';

/** Who answers when: the server takes one answer at a time, and wants every tool call answered before the next. */
export interface Answering {
  /** An answer is wanted, as soon as there can be one. */
  want(): void;
  /** The caller ended a turn. The server answers by itself, unless it is at another answer. */
  callerSpoke(): void;
  began(responseId: string | undefined): void;
  spoke(responseId: string | undefined, itemId: string): void;
  ended(): void;
  /** Nobody listens any more to what this item belongs to. */
  stop(itemId: string): void;
  calledTool(id: string): void;
  answeredTool(id: string): void;
  /** True for an error that only says that two answers met. */
  wasRefused(error: unknown): boolean;
}

interface Current {
  readonly id: string | undefined;
  readonly items: Set<string>;
  isStopped: boolean;
}

/** Keeps the order of answers for one session. */
export function createAnswering(api: Api, send: (event: Readonly<Record<string, unknown>>) => void): Answering {
  const tools = new Set<string>();
  let current: Current | undefined;
  let isAsked = false;
  let lastAsked: string | undefined;
  let isWanted = false;
  let isUnanswered = false;

  function ask(): void {
    if (!isWanted || current || isAsked || tools.size > 0) return;
    isWanted = false;
    isAsked = true;
    lastAsked = `event_${api.newId()}`;
    send({ type: 'response.create', event_id: lastAsked });
  }

  function cancel(): void {
    if (!current || current.isStopped) return;
    current.isStopped = true;
    send({ type: 'response.cancel', ...(current.id !== undefined && { response_id: current.id }) });
    // What the caller said meanwhile found the server busy.
    isWanted ||= isUnanswered;
  }

  return {
    want() {
      isWanted = true;
      ask();
    },
    callerSpoke() {
      if (!current) return;
      isUnanswered = true;
      // Nothing of it was heard yet: the caller has gone on talking, and is owed an answer to all of it.
      if (current.items.size === 0) cancel();
    },
    began(id) {
      current = { id, items: new Set(), isStopped: false };
      [isAsked, isUnanswered] = [false, false];
    },
    spoke(id, itemId) {
      if (current && current.id === id) current.items.add(itemId);
    },
    ended() {
      current = undefined;
      ask();
    },
    stop(itemId) {
      if (current?.items.has(itemId)) cancel();
    },
    calledTool: id => void tools.add(id),
    answeredTool(id) {
      tools.delete(id);
      isWanted = true;
      ask();
    },
    wasRefused(error) {
      const code = textField(error, 'code');
      const isOurs = lastAsked !== undefined && textField(error, 'event_id') === lastAsked;
      if (isOurs) isAsked = false;
      // The other answer ends first; then ours is asked for again.
      if (isOurs && code === 'conversation_already_has_active_response') isWanted = true;
      return code === 'conversation_already_has_active_response' || code === 'response_cancel_not_active';
    },
  };
}
