/** Puts numbered things in order. What comes too late is dropped, and a gap is waited for no longer than `patience` things. */
export function createReorder<T>(patience = 5): (chunk: number | undefined, value: T) => readonly T[] {
  const early = new Map<number, T>();
  let next: number | undefined;

  return (chunk, value) => {
    if (chunk === undefined) return [value];
    next ??= chunk;
    if (chunk < next) return [];
    early.set(chunk, value);
    if (!early.has(next) && early.size > patience) next = Math.min(...early.keys());
    const ready: T[] = [];
    while (early.has(next)) {
      ready.push(early.get(next)!);
      early.delete(next);
      next += 1;
    }
    return ready;
  };
}
