import { randomBytes, randomUUID } from 'node:crypto';
import { type Db, type Document, ObjectId, Timestamp } from 'mongodb';
import type { Program } from '../../src/conversation/index.ts';
import { connectMongo } from '../../src/platform/mongo.ts';
import { keepTalking } from './chat-client.ts';
import { median } from './cpu.ts';
import { benchServices, databaseUrl } from './processes.ts';
import type { Figure } from './report.ts';
import { demoServer } from './server.ts';
import { twentyQuestions } from './twenty-questions.ts';

const SMALL: Size = { turns: 10_000, referrals: 2_000 };
const TURNS_EACH = 20;
const EFFECT_TURNS = new Set([2, 9, 13, 14, 15, 18, 19]);
const BATCH = 200;
const WRITERS = 4;
const CONNECTIONS = 8;
const SECONDS = 3;
const ROUNDS = 5;

const bytes = randomBytes(1 << 20);
const sealedOf = (i: number, length: number): Buffer =>
  bytes.subarray((i * 131) % (bytes.length - length), ((i * 131) % (bytes.length - length)) + length);

/** A conversation as it lies in the database a year later: all its effects applied. `ts` before every mark of the outbox. */
function oldTurns(conversation: string, number: number): Document[] {
  return Array.from({ length: TURNS_EACH }, (_, i) => {
    const hasEffects = EFFECT_TURNS.has(i + 1);
    return {
      _id: new ObjectId(),
      conversation,
      seq: i + 1,
      externalId: randomUUID(),
      channel: 'web',
      at: new Date(),
      program: 'f0f0f0f0f0f0',
      personId: `p${number}`,
      erasedThrough: 0,
      effects: hasEffects ? [1] : [],
      sealed: sealedOf(number + i, 1_200),
      ts: new Timestamp({ t: 1_600_000_000 + Math.floor(number / 1_000), i: (number % 1_000) * TURNS_EACH + i + 1 }),
      hasEffects,
    };
  });
}

const oldReferral = (number: number): Document => ({
  _id: randomUUID(),
  organisationId: 'org-demo',
  conversation: `old-${number}`,
  personId: `p${number}`,
  code: `FS-${number}`,
  level: 'soon_72h',
  reasons: ['T30'],
  services: ['V1'],
  outcome: 'referred',
  lang: 'vi',
  area: 'namdong',
  district: 'mansu',
  quietMode: false,
  submittedAt: new Date(),
  deadlines: {},
  ladder: [],
  escalation: 'none',
  nextStepAt: null,
  status: 'accepted',
  assignedTo: `staff${number % 500}`,
  assignedWhy: [],
  round: 1,
  version: 3,
  unreadNotes: 0,
  tellAccepted: false,
  rank: 1,
  dueAt: new Date('9999-12-31T00:00:00Z'),
  content: sealedOf(number, 1_500),
  notes: [],
  history: [],
  purgeAt: null,
});

/** So many old turns, in whole conversations, and so many old referrals. */
interface Size {
  readonly turns: number;
  readonly referrals: number;
}

/** Runs `work` for each batch of numbers in [from, to), some at a time. */
async function inBatches(from: number, to: number, work: (numbers: readonly number[]) => Promise<unknown>): Promise<void> {
  let next = from;
  const one = async (): Promise<void> => {
    while (next < to) {
      const first = next;
      next = Math.min(to, first + BATCH);
      await work(Array.from({ length: next - first }, (_, i) => first + i));
      if (first % (BATCH * 100) === 0) process.stderr.write(`growth: ${first} of ${to} …\n`);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, one));
}

/** Fills the database from one size up to another. What is written need not survive a crash, so nothing waits for the disk. */
async function fill(db: Db, from: Size, to: Size): Promise<void> {
  const quick = { writeConcern: { w: 1, journal: false } } as const;
  const turns = db.collection<Document>('turns', quick);
  const lanes = db.collection<{ _id: string; appliedThrough: number }>('conversations', quick);
  const referrals = db.collection<Document>('referrals', quick);
  const people = ({ turns: count }: Size): number => Math.ceil(count / TURNS_EACH);
  await inBatches(people(from), people(to), async (numbers) => {
    await turns.insertMany(
      numbers.flatMap((number) => oldTurns(`old-${number}`, number)),
      { ordered: false },
    );
    await lanes.insertMany(
      numbers.map((number) => ({ _id: `old-${number}`, appliedThrough: TURNS_EACH })),
      { ordered: false },
    );
  });
  await inBatches(from.referrals, to.referrals, (numbers) => referrals.insertMany(numbers.map(oldReferral), { ordered: false }));
  await db.admin().command({ fsync: 1 });
}

/** Latency of a turn, and cost of a pass of the net with nothing to do, in a small database and in a large one. */
export async function benchGrowth(program: Program, large: Size): Promise<readonly Figure[]> {
  const services = await benchServices(1);
  const mongoUrl = databaseUrl(services.mongoUrl, 'bench_growth');
  const firstStep = await demoServer(mongoUrl, services.redisUrl);
  const mongo = await connectMongo(mongoUrl);
  try {
    const [url = ''] = await firstStep.start();
    const talk = {
      dialect: 'first-step',
      port: Number(new URL(url).port),
      questions: twentyQuestions(program),
      connections: CONNECTIONS,
      seconds: SECONDS,
    } as const;
    const measured = async (): Promise<{ latency: number; pass: number }> => {
      await keepTalking(talk);
      const latencies: number[] = [];
      const passes: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        latencies.push((await keepTalking(talk)).p50);
        await firstStep.reconcile(); // takes in what was just said
        const from = performance.now();
        await firstStep.reconcile();
        passes.push(performance.now() - from);
      }
      return { latency: median(latencies), pass: median(passes) };
    };
    await fill(mongo.db, { turns: 0, referrals: 0 }, SMALL);
    const before = await measured();
    await fill(mongo.db, SMALL, large);
    const after = await measured();
    const [storedTurns, storedReferrals] = await Promise.all(
      ['turns', 'referrals'].map((name) => mongo.db.collection(name).estimatedDocumentCount()),
    );
    const peer = `${SMALL.turns}-turns`;
    return [
      { bench: 'growth', figure: 'stored_turns', value: storedTurns ?? 0, unit: '', against: null, peer: null },
      { bench: 'growth', figure: 'stored_referrals', value: storedReferrals ?? 0, unit: '', against: null, peer: null },
      { bench: 'growth', figure: 'turn_p50_ms', value: after.latency, unit: 'ms', against: peer, peer: before.latency },
      { bench: 'growth', figure: 'pass_ms', value: after.pass, unit: 'ms', against: peer, peer: before.pass },
    ];
  } finally {
    await mongo.close();
    await firstStep.stop();
    await services.stop();
  }
}
