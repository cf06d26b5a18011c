/**
 * Resolves at the first SIGTERM, SIGINT or SIGHUP. A second one ends the process at once, for people who will not wait.
 */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise(resolve => {
    const signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];
    let asked = false;
    for (const signal of signals) {
      process.on(signal, () => {
        if (asked) process.exit(130);
        asked = true;
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
