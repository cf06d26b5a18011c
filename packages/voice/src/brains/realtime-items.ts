import type { SpeechChunk } from '@buttdial/core';
import { createQueue, type Queue } from '../queue.ts';

/** What a speech-to-speech model says, item by item: each is one utterance on the line. */
export interface ModelItems {
  /** More audio of an item. What comes late of something that was dropped is never heard. */
  add(itemId: string, audio: Uint8Array): void;
  has(itemId: string): boolean;
  isDropped(itemId: string): boolean;
  /** Nothing more of this item is wanted. */
  drop(itemId: string): void;
  /** No more audio will come for what is open. */
  endAll(): void;
  /** Drops everything that is open. */
  dropAll(): void;
  /** The item was played to its end. */
  forget(itemId: string): void;
}

/** Makes an empty list of items; `play` puts a new one at the end of the line. */
export function createModelItems(play: (itemId: string, audio: AsyncIterable<SpeechChunk>) => void): ModelItems {
  const items = new Map<string, Queue<SpeechChunk>>();
  const dropped = new Set<string>();

  function endAll(): void {
    for (const item of items.values()) item.end();
  }

  function open(itemId: string): Queue<SpeechChunk> {
    endAll();
    const item = createQueue<SpeechChunk>();
    items.set(itemId, item);
    play(itemId, item);
    return item;
  }

  return {
    add(itemId, audio) {
      if (!dropped.has(itemId)) (items.get(itemId) ?? open(itemId)).push({ audio });
    },
    has: itemId => items.has(itemId),
    isDropped: itemId => dropped.has(itemId),
    drop(itemId) {
      dropped.add(itemId);
      items.get(itemId)?.end();
      items.delete(itemId);
    },
    endAll,
    dropAll() {
      for (const itemId of items.keys()) dropped.add(itemId);
      endAll();
    },
    forget: itemId => void items.delete(itemId),
  };
}
