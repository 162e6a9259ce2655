import { Cluster, Redis } from 'ioredis';
import type { Log } from './log.ts';
import { parseRedisAddress, type RedisAddress } from './redis-address.ts';

/**
 * `producer`: finite retries and no offline queue, so that no family waits for Redis.
 * `worker`: unbounded retries, as BullMQ workers need.
 */
export type RedisUse = 'producer' | 'worker';

/** A Redis that keeps silent longer than this counts as away for whoever must not wait. */
const SILENT_MS = 1_000;
/** Tries of a command in a cluster that is about to change, 100 ms apart: whoever must not wait gives up early. */
const TRIES = { producer: 5, worker: 16 } as const;

const pause = (attempt: number): number => Math.min(attempt * 200, 2_000);

/** How long is waited for what. */
function limits(use: RedisUse) {
  return {
    maxRetriesPerRequest: use === 'worker' ? null : 1,
    connectTimeout: use === 'producer' ? SILENT_MS : 5_000,
    // A stopped or cut-off server keeps its connections: without a limit its callers would hang with it.
    ...(use === 'producer' ? { commandTimeout: SILENT_MS, socketTimeout: SILENT_MS } : {}),
  };
}

function clusterAt({ nodes, username, password, tls }: RedisAddress, use: RedisUse): Cluster {
  return new Cluster([...nodes], {
    enableOfflineQueue: use === 'worker',
    clusterRetryStrategy: pause,
    maxRedirections: TRIES[use],
    redisOptions: {
      ...limits(use),
      ...(username === null ? {} : { username }),
      ...(password === null ? {} : { password }),
      ...(tls ? { tls: {} } : {}),
    },
    // A certificate is for a name, not for the address that it leads to.
    ...(tls ? { dnsLookup: (name: string, done: (error: null, address: string) => void) => done(null, name) } : {}),
  });
}

/**
 * A connection that logs trouble instead of throwing it away or crashing the process: to one Redis, or to a cluster when the
 * address names several nodes.
 *
 * Non-promise: a cluster takes only commands whose keys lie together, so every key that is used with another begins with the
 * same `{tag}`; and nobody may walk over all its keys as over those of one server (`serversOf`).
 */
export function connectRedis(url: string, use: RedisUse, log: Log): Redis {
  const address = parseRedisAddress(url);
  const trouble = (error: unknown): void => log.warn('redis_trouble', { kind: use, error });
  if (address !== null && address.nodes.length > 1) {
    const cluster = clusterAt(address, use);
    cluster.on('error', trouble);
    cluster.on('node error', trouble);
    // All that is asked of a connection here, a cluster answers as one server does; the types of the two only differ.
    return cluster as unknown as Redis;
  }
  const redis = new Redis(url, { ...limits(use), enableOfflineQueue: use === 'worker', retryStrategy: pause });
  redis.on('error', trouble);
  return redis;
}

/** The servers behind a connection that is ready, each by itself: a cluster's masters, else the one. */
export function serversOf(redis: Redis): readonly Redis[] {
  const connection: unknown = redis;
  return connection instanceof Cluster ? connection.nodes('master') : [redis];
}
