import type { Runtime, Store } from '@buttdial/core';
import { type Archive, applyRetention } from '@buttdial/switchboard';
import type { Config } from './config.ts';
import type { MetricsPage } from './metrics.ts';

/** Keeps the house: purges rows and files that have passed their time every hour, and offers the depths of the queues as gauges. */
export function startUpkeep(parts: {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly metrics: MetricsPage;
  readonly archive: Archive;
  readonly retentionDays: Config['retentionDays'];
}): { stop(): Promise<void> } {
  const { store, runtime, metrics, archive, retentionDays } = parts;
  const stopping = new AbortController();
  const before = (days: number) => new Date(runtime.now().getTime() - days * 86_400_000);
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      await runtime.sleep(3_600_000, stopping.signal).catch(reason => {
        if (!stopping.signal.aborted) throw reason;
      });
      if (stopping.signal.aborted) return;
      try {
        const purged = await store.purge({
          inbox: before(retentionDays.inbox),
          messages: before(retentionDays.messages),
        });
        const forgotten = await store.purgeCalls(before(retentionDays.calls));
        const retired = await applyRetention({ store, runtime });
        const swept = await archive.sweep(
          {
            recording: before(retentionDays.recordings),
            voicemail: before(retentionDays.voicemail),
            'voice-message': before(retentionDays.media),
            media: before(retentionDays.media),
            body: before(retentionDays.messages),
          },
          { signal: stopping.signal },
        );
        runtime.log.info('upkeep.purged', { rows: purged + retired + forgotten, files: swept });
      } catch (error) {
        runtime.log.error('upkeep.failed', { name: error instanceof Error ? error.name : typeof error });
      }
    }
  })();
  depthGauges(store, metrics);
  return {
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

function depthGauges(store: Store, metrics: MetricsPage): void {
  const gauges = {
    outboxDue: 'buttdial_outbox_due',
    outboxUnknown: 'buttdial_outbox_unknown',
    inboxWaiting: 'buttdial_inbox_waiting',
    callbacksDue: 'buttdial_callbacks_due',
  } as const;
  for (const [key, name] of Object.entries(gauges) as [keyof typeof gauges, string][]) {
    metrics.gauge(name, 'Rows waiting.', async () => (await store.depth())[key]);
  }
}
