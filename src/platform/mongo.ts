import { type Db, MongoClient, MongoServerError, type IndexDescription } from 'mongodb';
import type { Log } from './log.ts';

export interface Mongo {
  readonly client: MongoClient;
  readonly db: Db;
  close(): Promise<void>;
}

/** Connects with the durability every write of ours has: majority and journaled. */
export async function connectMongo(url: string, options: { dbName?: string; timeoutMs?: number } = {}): Promise<Mongo> {
  const client = new MongoClient(url, {
    appName: 'firststep',
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    retryWrites: true,
    serverSelectionTimeoutMS: options.timeoutMs ?? 10_000,
    ignoreUndefined: true,
  });
  await client.connect();
  return { client, db: client.db(options.dbName), close: () => client.close() };
}

/** The indexes of one collection; each slice exports its own list, `app.ts` joins them. */
export interface CollectionIndexes {
  readonly collection: string;
  readonly indexes: readonly IndexDescription[];
}

/** Makes every listed index; idempotent, safe to run from several processes at once. */
export async function ensureIndexes(db: Db, lists: readonly CollectionIndexes[], log: Log): Promise<void> {
  for (const { collection, indexes } of lists) {
    await db.createCollection(collection).catch((error: unknown) => {
      if (!(error instanceof MongoServerError && error.code === 48)) throw error; // 48: it exists already
    });
    if (indexes.length > 0) await db.collection(collection).createIndexes([...indexes]);
    log.info('indexes_ready', { kind: collection, count: indexes.length });
  }
}

/** Error 11000: a unique index refused the write. */
export function isDuplicateKey(error: unknown): error is MongoServerError {
  return error instanceof MongoServerError && error.code === 11000;
}
