import { Redis } from 'ioredis';
import type { Log } from './log.ts';

/**
 * `producer`: finite retries and no offline queue, so that no family waits for Redis.
 * `worker`: unbounded retries, as BullMQ workers need.
 */
export type RedisUse = 'producer' | 'worker';

/** A Redis that keeps silent longer than this counts as away for whoever must not wait. */
const SILENT_MS = 1_000;

/** A connection that logs trouble instead of throwing it away or crashing the process. */
export function connectRedis(url: string, use: RedisUse, log: Log): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: use === 'worker' ? null : 1,
    enableOfflineQueue: use === 'worker',
    connectTimeout: use === 'producer' ? SILENT_MS : 5_000,
    // A stopped or cut-off server keeps its connections: without a limit its callers would hang with it.
    ...(use === 'producer' ? { commandTimeout: SILENT_MS, socketTimeout: SILENT_MS } : {}),
    retryStrategy: (attempt) => Math.min(attempt * 200, 2_000),
  });
  redis.on('error', (error: unknown) => log.warn('redis_trouble', { kind: use, error }));
  return redis;
}
