import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Figures of one process. Labels are states and names of ours, never anything of a person. */
export interface Metrics {
  readonly registry: Registry;
  readonly turnSeconds: Histogram;
  readonly turns: Counter;
  readonly httpProblems: Counter;
  /** Registers a figure that is read when somebody asks for it. */
  gauge(
    name: string,
    help: string,
    labels: readonly string[],
    read: () => Promise<readonly { labels: Record<string, string>; value: number }[]>,
  ): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    turnSeconds: new Histogram({
      name: 'firststep_turn_seconds',
      help: 'Time from an accepted message to its durable answer',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
      registers: [registry],
    }),
    turns: new Counter({ name: 'firststep_turns_total', help: 'Turns by channel', labelNames: ['channel'], registers: [registry] }),
    httpProblems: new Counter({
      name: 'firststep_http_problems_total',
      help: 'Problem documents by status',
      labelNames: ['status'],
      registers: [registry],
    }),
    gauge(name, help, labels, read) {
      new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers: [registry],
        async collect() {
          this.reset();
          for (const sample of await read()) this.set(sample.labels, sample.value);
        },
      });
    },
  };
}
