import { BSON, type Db, type IndexDescription } from 'mongodb';
import { BackupError } from './backup-cipher.ts';
import type { Counts } from './backup-dump.ts';
import { type BackupRecord, documentsIn } from './backup-records.ts';

/** What is being restored waits under this name until all of it is there. */
const WAITING = 'restoring.';
const INSERT_AT_ONCE = 1_000;
const INSERTS_SIDE_BY_SIDE = 3;

/** Where a collection is while it waits. */
export const waitingName = (name: string): string => `${WAITING}${name}`;

/** As it is stored, number types and all. */
const AS_STORED = { promoteValues: false, promoteBuffers: false, promoteLongs: false } as const;

const collectionNames = async (db: Db): Promise<string[]> =>
  (await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('system.'));

/** Names of collections that hold anything, leaving out what an interrupted restore left waiting. */
export async function filledCollections(db: Db): Promise<string[]> {
  const filled: string[] = [];
  for (const name of await collectionNames(db)) {
    if (!name.startsWith(WAITING) && (await db.collection(name).findOne({}, { projection: { _id: 1 } })) !== null) filled.push(name);
  }
  return filled;
}

/** Removes what an earlier restore that was broken off left waiting. */
export async function clearWaiting(db: Db): Promise<void> {
  for (const name of await collectionNames(db)) if (name.startsWith(WAITING)) await db.dropCollection(name);
}

/** Inserts a few groups side by side. */
function inserter(db: Db, name: string) {
  const collection = db.collection(name, { writeConcern: { w: 1 }, ignoreUndefined: false });
  const running = new Set<Promise<void>>();
  let failure: unknown = null;
  let group: BSON.Document[] = [];
  const send = async (): Promise<void> => {
    if (group.length === 0) return;
    const documents = group;
    group = [];
    if (running.size >= INSERTS_SIDE_BY_SIDE) await Promise.race(running);
    const sent: Promise<void> = collection
      .insertMany(documents, { ordered: false })
      .then(
        () => undefined,
        (error: unknown) => {
          failure = error;
        },
      )
      .finally(() => running.delete(sent));
    running.add(sent);
  };
  return {
    async add(document: Buffer): Promise<void> {
      group.push(BSON.deserialize(document, AS_STORED));
      if (group.length >= INSERT_AT_ONCE) await send();
      if (failure !== null) throw failure;
    },
    async end(): Promise<void> {
      await send();
      await Promise.all(running);
      if (failure !== null) throw failure;
    },
  };
}

/** Loads records into waiting collections, beside whatever is there. Throws `BackupError` when a number is not right. */
export async function loadWaiting(db: Db, records: AsyncIterable<BackupRecord>, told: (more: number) => void): Promise<Counts> {
  const counts: Record<string, number> = {};
  let into: { name: string; indexes: readonly object[]; inserting: ReturnType<typeof inserter>; count: number } | null = null;
  for await (const record of records) {
    if (record.kind === 'collection') {
      const name = waitingName(record.name);
      await db.createCollection(name, record.options);
      into = { name: record.name, indexes: record.indexes, inserting: inserter(db, name), count: 0 };
    } else if (record.kind === 'documents' && into !== null) {
      const before = into.count;
      for (const document of documentsIn(record.bytes)) {
        await into.inserting.add(document);
        into.count += 1;
      }
      told(into.count - before);
    } else if (record.kind === 'end_of_collection' && into !== null) {
      await into.inserting.end();
      const there = await db.collection(waitingName(into.name), { readConcern: { level: 'local' } }).countDocuments({});
      if (record.count !== into.count || there !== record.count)
        throw new BackupError(`${into.name}: ${there} of ${record.count} documents are there`);
      if (into.indexes.length > 0) await db.collection(waitingName(into.name)).createIndexes(into.indexes as IndexDescription[]);
      counts[into.name] = there;
      into = null;
    }
  }
  return counts;
}

/** Puts what waits in place of what was there; what is in none of the files goes. Done again after a crash, it ends the same. */
export async function takePlace(db: Db, names: readonly string[]): Promise<void> {
  const present = new Set(await collectionNames(db));
  for (const name of names) if (present.has(waitingName(name))) await db.renameCollection(waitingName(name), name, { dropTarget: true });
  for (const name of present) if (!name.startsWith(WAITING) && !names.includes(name)) await db.dropCollection(name);
  // All that was written before is durable on a majority once this is.
  await db
    .collection<{ _id: string; at: Date }>('meta')
    .updateOne({ _id: 'restored' }, { $set: { at: new Date() } }, { upsert: true, writeConcern: { w: 'majority', journal: true } });
}
