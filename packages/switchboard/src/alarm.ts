import type { Runtime, Store } from '@buttdial/core';

/** Writes into the audit chain what strangers can cause as often as they like: once in a while, whatever they do. */
export type Alarm = (organizationId: string, what: { readonly key: string; readonly auditBody: string }) => void;

const quietMs = 600_000;
const mostKeys = 10_000;

/** An alarm that rings once in ten minutes per key and process. Nobody waits for it. */
export function createAlarm({
  store,
  runtime,
}: {
  readonly store: Pick<Store, 'audit'>;
  readonly runtime: Runtime;
}): Alarm {
  const rung = new Map<string, number>();
  return (organizationId, { key, auditBody }) => {
    const now = runtime.now().getTime();
    const name = `${organizationId} ${key}`;
    if (now - (rung.get(name) ?? Number.NEGATIVE_INFINITY) < quietMs) return;
    if (rung.size >= mostKeys) rung.clear();
    rung.set(name, now);
    store.audit.append(organizationId, auditBody, runtime.now()).catch((error: unknown) => {
      runtime.log.warn('alarm.failed', { error: error instanceof Error ? error.name : typeof error });
    });
  };
}
