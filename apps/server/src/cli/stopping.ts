// Ctrl-C reaches the whole process group, and every wrapper in it (npm, boot.cjs) passes it on: one press arrives several times.
const echoMs = 1_000;

/**
 * Resolves at the first SIGTERM, SIGINT or SIGHUP. A second one, later than an echo of the first, ends the process at
 * once, for people who will not wait.
 */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise(resolve => {
    const signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];
    let askedAt: number | undefined;
    for (const signal of signals) {
      process.on(signal, () => {
        if (askedAt !== undefined && performance.now() - askedAt > echoMs) process.exit(130);
        askedAt ??= performance.now();
        resolve(signal);
      });
    }
  });
}

/** Closes, and ends the process with an error when that takes longer than `withinMs`. */
export async function closeWithin(close: () => Promise<void>, withinMs: number): Promise<void> {
  const late = setTimeout(() => process.exit(1), withinMs);
  late.unref();
  await close();
  clearTimeout(late);
}
