/** A line of values between a producer and one consumer. After `end`, what is queued is still handed out. */
export interface Queue<T> extends AsyncIterable<T> {
  push(value: T): void;
  end(): void;
  readonly size: number;
}

/** Makes an unbounded queue. Pushing after the end, or after the consumer left, drops the value. */
export function createQueue<T>(): Queue<T> {
  const waiting: T[] = [];
  let wake: ((result: IteratorResult<T>) => void) | undefined;
  let ended = false;

  function push(value: T): void {
    if (ended) return;
    if (!wake) return void waiting.push(value);
    const give = wake;
    wake = undefined;
    give({ value, done: false });
  }

  function end(): void {
    ended = true;
    wake?.({ value: undefined, done: true });
    wake = undefined;
  }

  function next(): Promise<IteratorResult<T>> {
    if (waiting.length > 0) return Promise.resolve({ value: waiting.shift()!, done: false });
    if (ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise(resolve => {
      wake = resolve;
    });
  }

  function leave(): Promise<IteratorResult<T>> {
    waiting.length = 0;
    end();
    return Promise.resolve({ value: undefined, done: true });
  }

  return {
    push,
    end,
    get size() {
      return waiting.length;
    },
    [Symbol.asyncIterator]: () => ({ next, return: leave }),
  };
}
