import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { redisCommand } from '../../src/platform/services/redis-server.ts';
import type { ServiceProcess, startProcess } from '../../src/platform/services/service-process.ts';
import { until } from '../e2e/running.ts';

const SLOTS = 16_384;

/** Redis servers that make one cluster, without copies: each holds a third of the keys alone. */
export interface RedisCluster {
  readonly url: string;
  /** Ends the server that holds a key as a power cut would. */
  kill(key: string): Promise<void>;
  /** Starts what was killed on its data again; resolves when the cluster is whole. */
  mend(): Promise<void>;
  /** How many keys each server holds. */
  keys(): Promise<readonly number[]>;
  stop(): Promise<void>;
}

/** Asks one server, which may just be starting. */
async function ask<T>(port: number, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  const refusals: unknown[] = [];
  redis.on('error', (error) => refusals.push(error));
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

async function untilWhole(ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    await until(`the Redis Cluster, seen from ${port}`, () =>
      ask(port, async (redis) => {
        const info = String(await redis.call('CLUSTER', 'INFO'));
        return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${ports.length}`);
      }),
    );
  }
}

export async function startRedisCluster(options: {
  path: string;
  folder: string;
  ports: readonly number[];
  /** Starts a process that is ended with the test, however that ends. */
  startProcess: typeof startProcess;
}): Promise<RedisCluster> {
  const { path, folder, ports } = options;
  const running = new Map<number, ServiceProcess>();
  const start = async (port: number): Promise<void> => {
    const plain = redisCommand({ path, data: join(folder, `redis-${port}`), port });
    // A cluster has one logical database.
    const args = plain.args.toSpliced(plain.args.indexOf('--databases'), 2);
    await mkdir(plain.mark, { recursive: true });
    running.set(
      port,
      await options.startProcess({ ...plain, args: [...args, '--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'] }),
    );
    await ask(port, (redis) => redis.ping());
  };
  await Promise.all(ports.map(start));

  const share = Math.ceil(SLOTS / ports.length);
  for (const [i, port] of ports.entries()) {
    const slots = Array.from({ length: Math.min(share, SLOTS - i * share) }, (_, slot) => String(i * share + slot));
    await ask(port, (redis) => redis.call('CLUSTER', 'ADDSLOTS', ...slots));
  }
  const [first = 0, ...others] = ports;
  for (const port of others) await ask(first, (redis) => redis.call('CLUSTER', 'MEET', '127.0.0.1', String(port)));
  await untilWhole(ports);

  return {
    url: `redis://${ports.map((port) => `127.0.0.1:${port}`).join(',')}`,
    async kill(key) {
      const slot = Number(await ask(first, (redis) => redis.call('CLUSTER', 'KEYSLOT', key)));
      const port = ports[Math.floor(slot / share)] ?? first;
      const hit = running.get(port);
      if (!hit) return;
      process.kill(hit.pid, 'SIGKILL');
      await hit.ended;
      running.delete(port);
    },
    async mend() {
      await Promise.all(ports.filter((port) => !running.has(port)).map(start));
      await untilWhole(ports);
    },
    keys: () => Promise.all(ports.map((port) => ask(port, (redis) => redis.dbsize()))),
    stop: async () => void (await Promise.all([...running.values()].map((one) => one.stop()))),
  };
}
