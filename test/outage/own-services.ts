import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, findInCache } from '../../src/platform/services/cache.ts';
import { onPath } from '../../src/platform/services/mongo-binary.ts';
import { mongoUrl, startMongod } from '../../src/platform/services/mongod.ts';
import { freePort } from '../../src/platform/services/ports.ts';
import { redisUrl, startRedisServer } from '../../src/platform/services/redis-server.ts';
import type { ServiceProcess } from '../../src/platform/services/service-process.ts';

/** One service that a test may stop, kill and start again on the same data and port. */
export interface OwnService {
  readonly url: string;
  /** The data folder. */
  readonly data: string;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** As a power cut would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

const accept = (): null => null;

/** A program that an earlier start of the test services found or obtained. */
async function programOf(name: 'mongod' | 'redis-server'): Promise<string> {
  for (const found of [await onPath(name, process.env, accept), await findInCache(cacheFolder(process.env), name, accept)]) {
    if (found !== null && 'path' in found) return found.path;
  }
  throw new Error(`no ${name} here`);
}

async function own(name: 'mongod' | 'redis-server'): Promise<OwnService> {
  const data = await mkdtemp(join(tmpdir(), `firststep-own-${name}-`));
  const [path, port] = [await programOf(name), await freePort()];
  let running: ServiceProcess | null = null;
  const service: OwnService = {
    data,
    url: name === 'mongod' ? mongoUrl(port) : redisUrl(port),
    signal: (signal) => void (running && process.kill(running.pid, signal)),
    async kill() {
      if (!running) return;
      process.kill(running.pid, 'SIGKILL');
      await running.ended;
      running = null;
    },
    async start() {
      running =
        name === 'mongod'
          ? await startMongod({ path, data, port, cacheGb: 0.25, progress: () => undefined })
          : await startRedisServer({ path, data, port });
    },
    async remove() {
      await service.kill();
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  await service.start();
  return service;
}

export const ownRedis = (): Promise<OwnService> => own('redis-server');
export const ownMongo = (): Promise<OwnService> => own('mongod');
