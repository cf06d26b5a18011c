import type { Runtime } from '@buttdial/core';

/**
 * A loader whose answers are believed for `ttlMs`. Callers that ask at the same time share one load; failures are not kept.
 * What is known is answered at once, not in a promise: every request asks several times.
 */
export function fresh<Value>(
  runtime: Runtime,
  options: { readonly ttlMs: number; readonly maxEntries: number; readonly load: (key: string) => Promise<Value> },
): (key: string) => Value | Promise<Value> {
  const entries = new Map<string, { value: Value | Promise<Value>; readonly until: number }>();
  return key => {
    const now = runtime.now().getTime();
    const known = entries.get(key);
    if (known && known.until > now) return known.value;
    if (entries.size >= options.maxEntries) entries.clear();
    const loading = options.load(key);
    const entry: { value: Value | Promise<Value>; readonly until: number } = {
      value: loading,
      until: now + options.ttlMs,
    };
    entries.set(key, entry);
    loading.then(
      value => {
        entry.value = value;
      },
      () => entries.get(key) === entry && entries.delete(key),
    );
    return loading;
  };
}
