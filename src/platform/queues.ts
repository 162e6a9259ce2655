import { type JobsOptions, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Log } from './log.ts';
import { connectRedis } from './redis.ts';

/** What a job may carry: ids and versions, never text, names, answers or numbers (reliability §1). */
export type JobData = Readonly<Record<string, string | number>>;

export interface JobRequest {
  readonly queue: string;
  readonly name: string;
  /** Deterministic, with the version of its subject and the requeue count; no colon, not digits only. */
  readonly jobId: string;
  readonly data: JobData;
  /** Milliseconds of real time from now; 0 runs at once. */
  readonly delayMs?: number;
  /** 1 is the most urgent. */
  readonly priority?: number;
}

export interface QueueCounts {
  readonly queue: string;
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly failed: number;
  /** Age of the oldest waiting job in seconds, 0 without one. */
  readonly oldestWaitingSeconds: number;
}

/**
 * BullMQ behind three verbs. Promises: `add` never throws and never waits long for Redis; false means that the job is not
 * there and the reconciler must bring it again. Non-promise: that a job runs once, or on time; the database decides.
 */
export interface Queues {
  add(job: JobRequest): Promise<boolean>;
  /** Runs jobs of a queue in this process until `close`. */
  work(
    queue: string,
    run: (job: { readonly id: string; readonly name: string; readonly data: JobData }) => Promise<void>,
    options?: { readonly concurrency?: number },
  ): void;
  counts(): Promise<readonly QueueCounts[]>;
  /** The mark that tells a flushed or restored Redis, and which server process bears it; null when Redis is away. */
  generation(): Promise<{ readonly mark: string | null; readonly server: string } | null>;
  /** False when Redis did not take it. */
  setGeneration(mark: string): Promise<boolean>;
  /** Calls `listener` whenever Redis is back. */
  onBack(listener: () => void): void;
  close(): Promise<void>;
}

/** Tries with back-off before a job counts as failed (rules.md R07: three). */
const TRIES = 3;
const BACKOFF_MS = 2_000;
const MAX_STALLED = 3;
/** `worker.close()` hangs while Redis is down: it is left behind after this. */
const CLOSE_MS = 3_000;
const KEEP_DONE_SECONDS = 3_600;

const SERVER_OF_KEY = "return redis.call('info', 'server')";

const JOB_ID = /^(?!\d+$)[^:]+$/;

export function createQueues(options: { url: string; prefix: string; names: readonly string[]; log: Log }): Queues {
  const { url, prefix, names, log } = options;
  const producer: Redis = connectRedis(url, 'producer', log);
  const workerConnections: Redis[] = [];
  const queues = new Map(names.map((name) => [name, new Queue(name, { connection: producer, prefix })]));
  const workers: Worker[] = [];
  for (const [name, queue] of queues) queue.on('error', (error) => log.warn('queue_trouble', { queue: name, error }));

  const generationKey = `${prefix}:generation`;
  const queueOf = (name: string): Queue => {
    const queue = queues.get(name);
    if (!queue) throw new Error(`no queue "${name}"`);
    return queue;
  };

  return {
    async add({ queue, name, jobId, data, delayMs = 0, priority }) {
      if (!JOB_ID.test(jobId)) throw new Error(`not a job id: ${jobId}`);
      const settings: JobsOptions = {
        jobId,
        delay: Math.max(0, delayMs),
        attempts: TRIES,
        backoff: { type: 'exponential', delay: BACKOFF_MS },
        removeOnComplete: { age: KEEP_DONE_SECONDS },
        removeOnFail: false,
        ...(priority === undefined ? {} : { priority }),
      };
      if (producer.status !== 'ready') return false;
      try {
        await queueOf(queue).add(name, data, settings);
        return true;
      } catch (error) {
        log.warn('job_not_queued', { queue, job: jobId, error });
        return false;
      }
    },

    work(queue, run, { concurrency = 8 } = {}) {
      const connection = connectRedis(url, 'worker', log);
      workerConnections.push(connection);
      const worker = new Worker(
        queue,
        async (job) => {
          await run({ id: job.id ?? '', name: job.name, data: job.data as JobData });
        },
        { connection, prefix, concurrency, maxStalledCount: MAX_STALLED },
      );
      worker.on('error', (error) => log.warn('worker_trouble', { queue, error }));
      worker.on('failed', (job, error) => log.error('job_failed', { queue, job: job?.id, attempt: job?.attemptsMade, error }));
      workers.push(worker);
    },

    async counts() {
      if (producer.status !== 'ready') return [];
      return Promise.all(
        [...queues].map(async ([queue, bull]) => {
          const {
            waiting = 0,
            delayed = 0,
            active = 0,
            failed = 0,
            prioritized = 0,
          } = await bull.getJobCounts('waiting', 'delayed', 'active', 'failed', 'prioritized');
          const [oldest] = await bull.getJobs(['waiting', 'prioritized'], 0, 0, true);
          const oldestWaitingSeconds = oldest ? Math.max(0, (Date.now() - oldest.timestamp - (oldest.opts.delay ?? 0)) / 1_000) : 0;
          return { queue, waiting: waiting + prioritized, delayed, active, failed, oldestWaitingSeconds };
        }),
      );
    },

    async generation() {
      if (producer.status !== 'ready') return null;
      try {
        // In a cluster: of the server that holds the queues, whichever that is.
        const [mark, info] = await Promise.all([producer.get(generationKey), producer.eval(SERVER_OF_KEY, 1, generationKey)]);
        return { mark, server: /^run_id:(\w+)/m.exec(String(info))?.[1] ?? '' };
      } catch (error) {
        log.warn('generation_not_read', { error });
        return null;
      }
    },

    async setGeneration(mark) {
      try {
        await producer.set(generationKey, mark);
        return true;
      } catch (error) {
        log.warn('generation_not_set', { error });
        return false;
      }
    },

    onBack(listener) {
      producer.on('ready', listener);
    },

    async close() {
      let timer: NodeJS.Timeout | undefined;
      const tooLong = new Promise<'hangs'>((resolve) => {
        timer = setTimeout(resolve, CLOSE_MS, 'hangs');
      });
      const ended = await Promise.race([Promise.all(workers.map((worker) => worker.close())), tooLong]);
      clearTimeout(timer);
      if (ended === 'hangs') {
        // A worker that could not say goodbye still holds a connection of its own.
        for (const worker of workers) worker.disconnect().catch((error: unknown) => log.warn('worker_not_disconnected', { error }));
      }
      for (const connection of [...workerConnections, producer]) connection.disconnect();
    },
  };
}
