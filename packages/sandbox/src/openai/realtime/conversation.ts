/** One item of a conversation, with what was made of it. */
export interface RealtimeItem {
  readonly id: string;
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  /** What was said. Of what was cut: what was heard. */
  readonly text: string;
  /** Of what the model says: the length of its audio so far. */
  readonly audioMs?: number;
  /** Where it was cut. */
  readonly truncatedAtMs?: number;
  /** Of a tool call, and of its answer. */
  readonly callId?: string;
}

/** The memory of a session. */
export interface Conversation {
  add(item: RealtimeItem): void;
  get(id: string): RealtimeItem | undefined;
  change(id: string, change: Partial<Omit<RealtimeItem, 'id'>>): void;
  delete(id: string): boolean;
  list(): readonly RealtimeItem[];
}

/** An empty memory. */
export function createConversation(): Conversation {
  const items = new Map<string, RealtimeItem>();
  return {
    add: item => void items.set(item.id, item),
    get: id => items.get(id),
    change(id, change) {
      const known = items.get(id);
      if (known) items.set(id, { ...known, ...change });
    },
    delete: id => items.delete(id),
    list: () => [...items.values()],
  };
}
