import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { type ServiceCommand, startProcess, untilAnswering, type ServiceProcess } from './service-process.ts';

const PATIENCE_MS = 30_000;

export interface RedisServerOptions {
  readonly path: string;
  /** FIRSTSTEP_DATA, as a full path. */
  readonly data: string;
  readonly port: number;
  /** Number of logical databases. */
  readonly databases?: number;
}

export const redisUrl = (port: number, database = 0): string => `redis://127.0.0.1:${port}/${database}`;

/** How redis-server is run on a data folder: every second to disk, and never dropping a job for want of memory. */
export function redisCommand(options: RedisServerOptions): ServiceCommand {
  const folder = join(options.data, 'redis');
  return {
    service: 'Redis',
    path: options.path,
    mark: folder,
    pidFile: join(options.data, 'run', 'redis.pid'),
    logFile: join(options.data, 'logs', 'redis.log'),
    // biome-ignore format: one option a line
    args: [
      '--dir', folder,
      '--port', String(options.port),
      '--bind', '127.0.0.1',
      '--appendonly', 'yes',
      '--appendfsync', 'everysec',
      '--save', '',
      '--maxmemory-policy', 'noeviction',
      '--databases', String(options.databases ?? 16),
      '--set-proc-title', 'no',
      '--daemonize', 'no',
    ],
  };
}

/** Runs redis-server and waits until it has read its data and answers. */
export async function startRedisServer(options: RedisServerOptions): Promise<ServiceProcess> {
  const command = redisCommand(options);
  await mkdir(command.mark, { recursive: true, mode: 0o700 });
  const running = await startProcess(command);
  await untilAnswering(command, running, PATIENCE_MS, () => isAnswering(options.port, running.pid));
  return running;
}

/** Whether this very process answers on the port, and not another server. */
async function isAnswering(port: number, pid: number): Promise<boolean> {
  const redis = new Redis(port, '127.0.0.1', {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: 1_000,
  });
  redis.on('error', () => 'told by connect() too');
  try {
    await redis.connect();
    // Answered with an error, not with a text, while the data is still being read.
    return /^process_id:(\d+)/m.exec(await redis.info('server'))?.[1] === String(pid) && (await redis.ping()) === 'PONG';
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  } finally {
    redis.disconnect();
  }
}
