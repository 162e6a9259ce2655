import { type ClientSession, type Db, type MongoClient, MongoServerError } from 'mongodb';
import type { SealedFile } from './backup-cipher.ts';
import { recordBytes } from './backup-records.ts';

/** Documents that go together, in bytes: large enough for speed, small enough for memory. */
const GROUP_BYTES = 256 * 1024;
const READ_AT_ONCE = 1_000;
/** How long one moment of the database must stay readable for a backup of it. */
const HISTORY_SECONDS = 4 * 3_600;
const HISTORY = 'minSnapshotHistoryWindowInSeconds';

/** Collections by name in each file. */
export type Parts = Readonly<Record<string, (name: string) => boolean>>;

export type Counts = Readonly<Record<string, number>>;

/**
 * Asks MongoDB to keep the moment readable as long as a large backup takes; by default it is five minutes. Returns the way
 * back. Without the right to ask, a backup that takes longer fails, and says so.
 */
async function keepHistory(client: MongoClient): Promise<() => Promise<void>> {
  const admin = client.db('admin');
  try {
    const { was } = (await admin.command({ setParameter: 1, [HISTORY]: HISTORY_SECONDS })) as { was: number };
    return async () => void (await admin.command({ setParameter: 1, [HISTORY]: was }));
  } catch (error) {
    if (error instanceof MongoServerError) return () => Promise.resolve();
    throw error;
  }
}

async function dumpCollection(
  db: Db,
  name: string,
  options: object,
  session: ClientSession,
  file: SealedFile,
  told: (more: number) => void,
): Promise<number> {
  const write = async (record: Parameters<typeof recordBytes>[0]): Promise<void> => {
    for (const bytes of recordBytes(record)) await file.write(bytes);
  };
  const indexes = (await db.collection(name).indexes()).filter((index) => index['name'] !== '_id_').map(({ v: _v, ...index }) => index);
  await write({ kind: 'collection', name, options, indexes });
  let group: Buffer[] = [];
  let size = 0;
  let count = 0;
  const flush = async (): Promise<void> => {
    if (group.length === 0) return;
    await write({ kind: 'documents', bytes: Buffer.concat(group) });
    told(group.length);
    group = [];
    size = 0;
  };
  const documents = db.collection(name).find({}, { raw: true, session, batchSize: READ_AT_ONCE }) as unknown as AsyncIterable<Buffer>;
  for await (const document of documents) {
    group.push(document);
    size += document.length;
    count += 1;
    if (size >= GROUP_BYTES) await flush();
  }
  await flush();
  await write({ kind: 'end_of_collection', name, count });
  return count;
}

/** Writes each collection into the file of its part, all as of one moment. Returns how many documents of each. */
export async function dumpDatabase(options: {
  readonly client: MongoClient;
  readonly db: Db;
  readonly parts: Parts;
  readonly files: Readonly<Record<string, SealedFile>>;
  /** Told now and then how many documents were written more. */
  readonly told: (more: number) => void;
}): Promise<Counts> {
  const { client, db, parts, files, told } = options;
  const all = (await db.listCollections({ type: 'collection' }).toArray()) as unknown as { name: string; options?: object }[];
  const giveBack = await keepHistory(client);
  const counts: Record<string, number> = {};
  try {
    await client.withSession({ snapshot: true }, async (session) => {
      for (const [part, belongs] of Object.entries(parts)) {
        const file = files[part];
        if (file === undefined) throw new Error(`no file for ${part}`);
        const mine = all.filter(({ name }) => !name.startsWith('system.') && belongs(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
        let total = 0;
        for (const { name, options: made = {} } of mine) {
          const count = await dumpCollection(db, name, made, session, file, told);
          counts[name] = count;
          total += count;
        }
        for (const bytes of recordBytes({ kind: 'end', collections: mine.length, count: total })) await file.write(bytes);
      }
    });
  } finally {
    await giveBack();
  }
  return counts;
}
