import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Db, MongoClient, MongoError, MongoServerError } from 'mongodb';
import type { Progress } from './binary.ts';
import { ServiceStartError } from './errors.ts';
import { type ServiceCommand, type ServiceProcess, startProcess, tailOf, untilAnswering } from './service-process.ts';

const SET = 'rs0';
const NOT_YET_INITIALIZED = 94;
const INVALID_REPLICA_SET_CONFIG = 93;
const PATIENCE_MS = 60_000;
const PATIENCE_OF_A_TRY = { serverSelectionTimeoutMS: 1_000, connectTimeoutMS: 1_000 };

export interface MongodOptions {
  readonly path: string;
  /** FIRSTSTEP_DATA, as a full path. */
  readonly data: string;
  readonly port: number;
  readonly progress: Progress;
  /** Memory for MongoDB's cache; 0.5 GB leaves a small computer room. */
  readonly cacheGb?: number;
}

export const mongoUrl = (port: number, dbName = 'firststep'): string => `mongodb://127.0.0.1:${port}/${dbName}?replicaSet=${SET}`;

/** How mongod is run on a data folder. */
export function mongodCommand(options: Omit<MongodOptions, 'progress'>): ServiceCommand {
  const dbPath = join(options.data, 'mongo');
  return {
    service: 'MongoDB',
    path: options.path,
    mark: dbPath,
    pidFile: join(options.data, 'run', 'mongod.pid'),
    logFile: join(options.data, 'logs', 'mongod.log'),
    // biome-ignore format: one option a line
    args: [
      '--dbpath', dbPath,
      '--port', String(options.port),
      '--bind_ip', '127.0.0.1',
      '--replSet', SET,
      '--wiredTigerCacheSizeGB', String(options.cacheGb ?? 0.5),
      '--oplogSize', '512',
      '--noscripting',
      '--quiet',
      ...(process.platform === 'win32' ? [] : ['--nounixsocket']),
      '--setParameter', 'diagnosticDataCollectionEnabled=false',
      '--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=500',
    ],
  };
}

/** Runs mongod as a replica set of one member and waits until it takes writes. */
export async function startMongod(options: MongodOptions): Promise<ServiceProcess> {
  const command = mongodCommand(options);
  await mkdir(command.mark, { recursive: true, mode: 0o700 });
  const running = await startProcess(command);
  const connection = connectionTo(options.port);
  try {
    await untilAnswering(command, running, PATIENCE_MS, async () => {
      const admin = await connection.open();
      return admin !== null && isAnswering(admin, running.pid);
    });
    const admin = await connection.open();
    if (admin === null) throw new ServiceStartError(command.service, 'it answered, and then no more', await tailOf(command.logFile));
    await beReplicaSet(admin, `127.0.0.1:${options.port}`);
    await untilAnswering(command, running, PATIENCE_MS, () => isPrimary(admin));
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  } finally {
    await connection.close();
  }
}

/**
 * A connection to a server that may not listen yet. A client of the driver whose very first try fails stays closed for
 * good, so each try has a new one until one is through; that one then survives everything.
 */
function connectionTo(port: number): { open(): Promise<Db | null>; close(): Promise<void> } {
  let client: MongoClient | null = null;
  return {
    open: async () => {
      if (client === null) {
        const attempt = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, PATIENCE_OF_A_TRY);
        client = await attempt.connect().catch(async (error: unknown) => {
          await attempt.close();
          if (error instanceof MongoError) return null;
          throw error;
        });
      }
      return client?.db('admin') ?? null;
    },
    close: async () => client?.close(),
  };
}

/** The answer of a command, or null while the server is not ready for it. */
async function ask(admin: Db, command: Record<string, unknown>): Promise<Record<string, unknown> | null> {
  return admin.command(command).then(
    (answer) => answer,
    () => null,
  );
}

/** Whether this very process answers on the port, and not another server. */
const isAnswering = async (admin: Db, pid: number): Promise<boolean> => Number((await ask(admin, { serverStatus: 1 }))?.['pid']) === pid;

const isPrimary = async (admin: Db): Promise<boolean> => (await ask(admin, { hello: 1 }))?.['isWritablePrimary'] === true;

/** Makes the set on a new data folder; gives an old one the address of today, whatever port it had before. */
async function beReplicaSet(admin: Db, host: string): Promise<void> {
  const config = await currentConfig(admin);
  if (config === null) {
    await admin.command({ replSetInitiate: { _id: SET, members: [{ _id: 0, host }] } });
  } else if (config.members.length !== 1 || config.members[0]?.host !== host) {
    const moved = { ...config, version: config.version + 1, members: [{ _id: config.members[0]?._id ?? 0, host }] };
    await admin.command({ replSetReconfig: moved, force: true });
  }
}

interface SetConfig {
  readonly version: number;
  readonly members: readonly { readonly _id: number; readonly host: string }[];
}

async function currentConfig(admin: Db): Promise<SetConfig | null> {
  try {
    return ((await admin.command({ replSetGetConfig: 1 })) as unknown as { config: SetConfig }).config;
  } catch (error) {
    const none = error instanceof MongoServerError && (error.code === NOT_YET_INITIALIZED || error.code === INVALID_REPLICA_SET_CONFIG);
    if (none) return null;
    throw error;
  }
}
