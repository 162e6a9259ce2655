import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { obtain, type Progress, type Refusal, type Way } from './binary.ts';
import { cacheFolder } from './cache.ts';
import { DataFolderBusyError, ServiceStartError } from './errors.ts';
import { takeLock, withLock } from './file-lock.ts';
import { mongodWays, refuseMongod } from './mongo-binary.ts';
import { mongodCommand, mongoUrl, startMongod } from './mongod.ts';
import { freePort } from './ports.ts';
import { redisWays, refuseRedis } from './redis-binary.ts';
import { redisCommand, redisUrl, startRedisServer } from './redis-server.ts';
import { recall, remember } from './remembered.ts';
import { keepRunning, type Restarting } from './restarting.ts';
import { endLeftOver, type ServiceCommand, type ServiceProcess } from './service-process.ts';

export interface ServiceOptions {
  /** FIRSTSTEP_DATA. */
  readonly data: string;
  /** Addresses of services that somebody else runs; such a service is neither started nor stopped here. */
  readonly mongoUrl?: string | undefined;
  readonly redisUrl?: string | undefined;
  /** For PATH and FIRSTSTEP_CACHE. */
  readonly env: NodeJS.ProcessEnv;
  readonly progress: Progress;
  readonly cacheGb?: number;
  readonly redisDatabases?: number;
}

export interface Service {
  readonly url: string;
  /** Process id of our own child; null for a service that somebody else runs. */
  readonly pid: number | null;
  /** Resolves when our own child is gone for good. */
  readonly gaveUp: Promise<string>;
  stop(): Promise<void>;
}

export interface Services {
  readonly mongo: Service;
  readonly redis: Service;
  /** Ends both in order and gives the data folder free. */
  stop(): Promise<void>;
}

const givenService = (url: string): Service => ({ url, pid: null, gaveUp: new Promise(() => undefined), stop: () => Promise.resolve() });

/** What differs between the two services, for the steps they share. */
interface Kind {
  readonly name: 'mongod' | 'redis';
  readonly title: string;
  readonly setting: string;
  readonly refuse: (dataVersion: string | null) => Refusal;
  readonly ways: (options: { env: NodeJS.ProcessEnv; cache: string; refuse: Refusal; progress: Progress }) => Way[];
  readonly command: (path: string, port: number) => ServiceCommand;
  readonly start: (path: string, port: number) => Promise<ServiceProcess>;
  readonly url: (port: number) => string;
}

/**
 * Gives a MongoDB (replica set) and a Redis that answer: the given ones, or own ones on the data folder. Throws
 * ServiceUnavailableError, ServiceStartError or DataFolderBusyError, whose messages are for people.
 */
export async function startServices(options: ServiceOptions): Promise<Services> {
  const data = resolve(options.data);
  await mkdir(data, { recursive: true, mode: 0o700 });
  const lock = await takeLock(join(data, 'run', 'up.lock'));
  if ('heldBy' in lock) throw new DataFolderBusyError(data, lock.heldBy);
  const mongoKind: Kind = {
    name: 'mongod',
    title: 'MongoDB',
    setting: 'set MONGODB_URL to the address of a replica set',
    refuse: refuseMongod,
    ways: mongodWays,
    command: (path, port) => mongodCommand({ path, data, port }),
    start: (path, port) =>
      startMongod({ path, data, port, progress: options.progress, ...(options.cacheGb === undefined ? {} : { cacheGb: options.cacheGb }) }),
    url: mongoUrl,
  };
  const databases = options.redisDatabases === undefined ? {} : { databases: options.redisDatabases };
  const redisKind: Kind = {
    name: 'redis',
    title: 'Redis',
    setting: 'set REDIS_URL to the address of a Redis',
    refuse: refuseRedis,
    ways: redisWays,
    command: (path, port) => redisCommand({ path, data, port }),
    start: (path, port) => startRedisServer({ path, data, port, ...databases }),
    url: redisUrl,
  };
  const [mongo, redis] = await Promise.allSettled([
    options.mongoUrl === undefined ? ownService(mongoKind, data, options) : givenService(options.mongoUrl),
    options.redisUrl === undefined ? ownService(redisKind, data, options) : givenService(options.redisUrl),
  ]);
  if (mongo.status === 'fulfilled' && redis.status === 'fulfilled') {
    return {
      mongo: mongo.value,
      redis: redis.value,
      stop: async () => {
        await Promise.all([redis.value.stop(), mongo.value.stop()]);
        await lock.release();
      },
    };
  }
  for (const one of [mongo, redis]) if (one.status === 'fulfilled') await one.value.stop();
  await lock.release();
  throw mongo.status === 'rejected' ? mongo.reason : redis.status === 'rejected' ? redis.reason : new Error('unreachable');
}

async function ownService(kind: Kind, data: string, options: ServiceOptions): Promise<Service> {
  const { env, progress } = options;
  const last = await recall(data, kind.name);
  const cache = cacheFolder(env);
  const refuse = kind.refuse(last?.version ?? null);
  await endLeftOver(kind.command('', 0), progress);
  const waiting = (pid: number): void => progress(`Waiting for process ${pid}, which is getting ${kind.title} just now …`);
  const binary = await withLock(join(cache, `.lock-${kind.name}`), waiting, () =>
    obtain(kind.title, [{ way: kind.setting, outcome: 'it is not set' }], kind.ways({ env, cache, refuse, progress })),
  );
  progress(`Starting ${kind.title} ${binary.version} (${binary.path}) …`);
  const { running, port } = await onFreePort(last?.port, (free) => kind.start(binary.path, free));
  await remember(data, kind.name, { port, version: binary.version });
  let first: ServiceProcess | null = running;
  const kept: Restarting = await keepRunning(
    async () => {
      const now = first ?? (await kind.start(binary.path, port));
      first = null;
      return now;
    },
    (what, how) => progress(what === 'ended' ? `${kind.title} ended (${how}); starting it again …` : `${kind.title} runs again`),
  );
  return {
    url: kind.url(port),
    get pid() {
      return kept.pid;
    },
    gaveUp: kept.gaveUp.then((how) => `${kind.title}: ${how}`),
    stop: () => kept.stop(),
  };
}

/** Another program may take the port between looking and using: then another one is tried. */
async function onFreePort(
  preferred: number | undefined,
  start: (port: number) => Promise<ServiceProcess>,
): Promise<{ running: ServiceProcess; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(attempt === 1 ? preferred : undefined);
    try {
      return { running: await start(port), port };
    } catch (error) {
      const taken = error instanceof ServiceStartError && /address already in use|SocketException|bind/i.test(error.message);
      if (!taken || attempt === 3) throw error;
    }
  }
}
