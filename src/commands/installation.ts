import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, dataFolder, masterKeyFile, type Settings } from '../config.ts';
import { DataFolderBusyError, type Progress, startServices } from '../platform/services/index.ts';
import { mongoUrl } from '../platform/services/mongod.ts';
import { redisUrl } from '../platform/services/redis-server.ts';
import { recall } from '../platform/services/remembered.ts';

/** Where the data of this installation is, reachable now. */
export interface Installation {
  readonly mongoUrl: string;
  readonly redisUrl: string;
  /** Somebody else keeps it running, workers probably too. */
  readonly isLive: boolean;
  /** Gives it free; stops only what was started for it. */
  leave(): Promise<void>;
}

/** `npm start` has never run on this folder. */
export const isUnused = (settings: Settings): boolean =>
  settings.MONGODB_URL === undefined && !existsSync(join(dataFolder(settings), 'mongo'));

/**
 * The configured services; those of an `npm start` that runs on the data folder; else its services, started for this
 * command alone. Throws `ServiceUnavailableError` and `ServiceStartError`.
 */
export async function enterInstallation(settings: Settings, env: NodeJS.ProcessEnv, progress: Progress): Promise<Installation> {
  const { MONGODB_URL, REDIS_URL } = settings;
  const leave = (): Promise<void> => Promise.resolve();
  if (MONGODB_URL !== undefined && REDIS_URL !== undefined) return { mongoUrl: MONGODB_URL, redisUrl: REDIS_URL, isLive: true, leave };
  const data = dataFolder(settings);
  try {
    const services = await startServices({ data, mongoUrl: MONGODB_URL, redisUrl: REDIS_URL, env, progress });
    return { mongoUrl: services.mongo.url, redisUrl: services.redis.url, isLive: MONGODB_URL !== undefined, leave: () => services.stop() };
  } catch (error) {
    if (!(error instanceof DataFolderBusyError)) throw error;
    const [mongo, redis] = await Promise.all([recall(data, 'mongod'), recall(data, 'redis')]);
    if ((MONGODB_URL === undefined && !mongo) || (REDIS_URL === undefined && !redis)) throw error;
    return {
      mongoUrl: MONGODB_URL ?? mongoUrl(mongo?.port ?? 0),
      redisUrl: REDIS_URL ?? redisUrl(redis?.port ?? 0),
      isLive: true,
      leave,
    };
  }
}

/** The master key that is there already; never makes one. Throws `ConfigError`. */
export async function presentMasterKey(settings: Settings): Promise<string> {
  if (settings.FIRSTSTEP_MASTER_KEY !== undefined) return settings.FIRSTSTEP_MASTER_KEY;
  const path = masterKeyFile(settings);
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (kept === null)
    throw new ConfigError(`FIRSTSTEP_MASTER_KEY is not set, and there is no ${path}: without the key nothing can be read.`);
  return kept.trim();
}
