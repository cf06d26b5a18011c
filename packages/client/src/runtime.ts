/** What the client takes from the world. A `Runtime` of @buttdial/core fits. */
export interface ClientRuntime {
  readonly fetch: typeof globalThis.fetch;
  /** @throws the signal's reason when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Aborts after so long. */
  timeout(milliseconds: number): AbortSignal;
  /** Uniform in [0, 1); for jitter. */
  random(): number;
  /** Makes idempotency keys. */
  newId(): string;
}

/** The network, timers and randomness of the browser or Node. */
export const systemRuntime: ClientRuntime = {
  fetch: (input, init) => globalThis.fetch(input, init),
  sleep,
  timeout: milliseconds => AbortSignal.timeout(milliseconds),
  random: () => Math.random(),
  // crypto.randomUUID does not exist on plain http pages; this does.
  newId: () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join(''),
};

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
    function done() {
      signal?.removeEventListener('abort', stop);
      resolve();
    }
    function stop() {
      clearTimeout(timer);
      reject(signal?.reason);
    }
  });
}
