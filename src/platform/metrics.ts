import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { inTime } from './in-time.ts';
import type { Log } from './log.ts';

/** Figures of one process. Labels are states and names of ours, never anything of a person. */
export interface Metrics {
  readonly registry: Registry;
  readonly turnSeconds: Histogram;
  readonly turns: Counter;
  readonly httpProblems: Counter;
  /**
   * Registers a figure that is read when somebody asks for it. One that cannot be read, because its service is away, is
   * left out (without labels: it is NaN) and counted in `firststep_figures_unread_total`; the others are told all the same.
   */
  gauge(
    name: string,
    help: string,
    labels: readonly string[],
    read: () => Promise<readonly { labels: Record<string, string>; value: number }[]>,
  ): void;
}

/** Longest that one figure is waited for: whoever watches asks again in some seconds. */
const READ_MS = 2_000;

export function createMetrics(log: Log): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const unread = new Counter({
    name: 'firststep_figures_unread_total',
    help: 'Figures that could not be read when somebody asked for them',
    labelNames: ['figure'],
    registers: [registry],
  });
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
          try {
            for (const { labels: of, value } of await inTime(READ_MS, read())) this.set(of, value);
          } catch (error) {
            log.warn('figure_not_read', { kind: name, error });
            unread.inc({ figure: name });
            if (labels.length === 0) this.set(Number.NaN);
          }
        },
      });
    },
  };
}
