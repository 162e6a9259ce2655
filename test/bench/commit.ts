import { randomBytes, randomUUID } from 'node:crypto';
import { MongoClient, type Db, ObjectId, Timestamp } from 'mongodb';
import { groupCommit } from '../../src/inbox/group-commit.ts';
import type { StoredTurn } from '../../src/inbox/turn.ts';
import { createTurnStore, turnIndexes } from '../../src/inbox/turns.store.ts';
import { silentLog } from '../../src/platform/log.ts';
import { connectMongo, ensureIndexes } from '../../src/platform/mongo.ts';
import { median } from './cpu.ts';
import { benchServices, databaseUrl } from './processes.ts';
import type { Figure } from './report.ts';

const WRITERS = [32, 256] as const;
const ROUNDS = 3;
const MS = 3_000;
const SEALED_BYTES = 1_200;

const sealed = randomBytes(SEALED_BYTES);

/** A turn as large as those of the intake. */
const turnOf = (conversation: string, seq: number): StoredTurn => ({
  conversation,
  seq,
  externalId: randomUUID(),
  channel: 'web',
  at: new Date(),
  program: 'f0f0f0f0f0f0',
  personId: conversation,
  erasedThrough: 0,
  effects: [],
  sealed,
});

/** Writers that each write one turn after the other. Turns a second. */
async function speed(writers: number, write: (turn: StoredTurn) => Promise<unknown>): Promise<number> {
  let count = 0;
  const from = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      const conversation = `web-${randomUUID()}`;
      for (let seq = 1; performance.now() - from < MS; seq += 1) {
        await write(turnOf(conversation, seq));
        count += 1;
      }
    }),
  );
  return (count / (performance.now() - from)) * 1_000;
}

/** The driver alone: the same documents, the same indexes, gathered in the same way, and no thought about what may go wrong. */
function raw(db: Db) {
  const turns = db.collection('raw_turns', { writeConcern: { w: 'majority', journal: true } });
  return groupCommit<StoredTurn, true>(async (batch) => {
    await turns.insertMany(
      batch.map((turn) => ({ ...turn, _id: new ObjectId(), ts: new Timestamp({ t: 0, i: 0 }), hasEffects: false })),
      { ordered: false },
    );
    return batch.map(() => true as const);
  });
}

/** Turns stored a second: the turn store against grouped inserts with the driver alone. */
export async function benchCommit(): Promise<readonly Figure[]> {
  const services = await benchServices();
  const mongo = await connectMongo(databaseUrl(services.mongoUrl, 'bench_commit'));
  const plain = await new MongoClient(databaseUrl(services.mongoUrl, 'bench_commit')).connect();
  try {
    await ensureIndexes(mongo.db, [turnIndexes, { ...turnIndexes, collection: 'raw_turns' }], silentLog);
    const store = createTurnStore(mongo.db);
    const theirs = raw(plain.db());
    const figures: Figure[] = [];
    for (const writers of WRITERS) {
      const [a, b]: [number[], number[]] = [[], []];
      for (let round = 0; round <= ROUNDS; round += 1) {
        const pair = [await speed(writers, store.append), await speed(writers, theirs)] as const;
        if (round === 0) continue; // warming up
        a.push(pair[0]);
        b.push(pair[1]);
      }
      figures.push({
        bench: 'commit',
        figure: `turns_per_s_${writers}`,
        value: median(a),
        unit: '/s',
        against: 'raw-insertMany',
        peer: median(b),
      });
    }
    return figures;
  } finally {
    await plain.close();
    await mongo.close();
    await services.stop();
  }
}
