import type { Runtime } from '@buttdial/core';

/** A loader whose answers are believed for `ttlMs`. Callers that ask at the same time share one load; failures are not kept. */
export function fresh<Value>(
  runtime: Runtime,
  options: { readonly ttlMs: number; readonly maxEntries: number; readonly load: (key: string) => Promise<Value> },
): (key: string) => Promise<Value> {
  const entries = new Map<string, { readonly value: Promise<Value>; readonly until: number }>();
  return key => {
    const now = runtime.now().getTime();
    const known = entries.get(key);
    if (known && known.until > now) return known.value;
    if (entries.size >= options.maxEntries) entries.clear();
    const value = options.load(key);
    const entry = { value, until: now + options.ttlMs };
    entries.set(key, entry);
    value.catch(() => entries.get(key) === entry && entries.delete(key));
    return value;
  };
}
