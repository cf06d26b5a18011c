import type { Metrics } from '@buttdial/switchboard';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Prometheus counters and histograms, made when first used. */
export interface MetricsPage extends Metrics {
  /** Text exposition format 0.0.4. */
  page(): Promise<string>;
  readonly contentType: string;
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
}

const buckets = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25];

export function createMetrics(): MetricsPage {
  const registry = new Registry();
  const counters = new Map<string, Counter>();
  const histograms = new Map<string, Histogram>();
  return {
    contentType: registry.contentType,
    page: () => registry.metrics(),
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers: [registry],
        collect: async function collect() {
          this.set(await read());
        },
      });
    },
    count(name, labels = {}) {
      const counter =
        counters.get(name) ??
        new Counter({ name, help: describe(name), labelNames: Object.keys(labels), registers: [registry] });
      counters.set(name, counter);
      counter.inc(labels);
    },
    observe(name, seconds, labels = {}) {
      const histogram =
        histograms.get(name) ??
        new Histogram({ name, help: describe(name), labelNames: Object.keys(labels), buckets, registers: [registry] });
      histograms.set(name, histogram);
      histogram.observe(labels, seconds);
    },
  };
}

// `mcp_messages_sent_total` reads as "messages sent".
function describe(name: string): string {
  return name
    .replace(/^(mcp|buttdial)_/, '')
    .replace(/_(total|seconds)$/, '')
    .replaceAll('_', ' ');
}
