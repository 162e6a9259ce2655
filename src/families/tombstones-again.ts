import type { Db } from 'mongodb';
import type { Hmac } from '../platform/hmac.ts';
import type { ErasureReason } from './erasure.ts';

const STONES = 'tombstones';
const BATCH = 1_000;

interface Stone {
  readonly _id: string;
  readonly conversation: string;
  readonly through: number;
  readonly reason: ErasureReason;
}

/** Copies tombstones over those of the same erasures: whoever was erased there shall not come back here. Returns how many. */
export async function carryTombstones(from: Db, to: Db, into = STONES): Promise<number> {
  let count = 0;
  let batch: Stone[] = [];
  const write = async (): Promise<void> => {
    const writes = batch.map((stone) => ({ replaceOne: { filter: { _id: stone._id }, replacement: stone, upsert: true } }));
    if (writes.length > 0) await to.collection<Stone>(into).bulkWrite(writes, { ordered: false });
    count += batch.length;
    batch = [];
  };
  for await (const stone of from.collection<Stone>(STONES).find()) {
    batch.push(stone as Stone);
    if (batch.length === BATCH) await write();
  }
  await write();
  return count;
}

/** People who are there although a tombstone says that they were erased. Tombstones hold keyed hashes only, so each person is looked up. */
export async function* revived(
  db: Db,
  hmac: Hmac,
): AsyncIterable<{ readonly conversation: string; readonly through: number; readonly reason: ErasureReason }> {
  const stones = db.collection<Stone>(STONES);
  let batch: { conversation: string; since: number; hash: string }[] = [];
  const under = async (): Promise<{ conversation: string; through: number; reason: ErasureReason }[]> => {
    const found = await stones
      .find({ conversation: { $in: batch.map(({ hash }) => hash) } }, { projection: { conversation: 1, through: 1, reason: 1 } })
      .toArray();
    return batch.flatMap(({ conversation, since, hash }) =>
      found
        .filter((stone) => stone.conversation === hash && stone.through > since)
        .map(({ through, reason }) => ({ conversation, through, reason })),
    );
  };
  for await (const { conversation, since } of db
    .collection<{ conversation: string; since: number }>('persons')
    .find({}, { projection: { _id: 0, conversation: 1, since: 1 } })) {
    batch.push({ conversation, since, hash: hmac.digest('tombstone', 'conversation', conversation) });
    if (batch.length < BATCH) continue;
    yield* await under();
    batch = [];
  }
  if (batch.length > 0) yield* await under();
}
