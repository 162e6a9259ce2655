import { randomBytes, randomUUID } from 'node:crypto';
import { type Db, type Document, ObjectId, Timestamp } from 'mongodb';
import { createFirstStep } from '../../src/app.ts';
import { readSettings } from '../../src/config.ts';
import { loadContent } from '../../src/content.ts';
import type { Program } from '../../src/conversation/index.ts';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { silentLog } from '../../src/platform/log.ts';
import { connectMongo } from '../../src/platform/mongo.ts';
import { ROOT } from '../conversation/program.ts';
import { keepTalking } from './chat-client.ts';
import { median } from './cpu.ts';
import { benchServices, databaseUrl } from './processes.ts';
import type { Figure } from './report.ts';
import { twentyQuestions } from './twenty-questions.ts';

const SMALL = 10_000;
const TURNS_EACH = 20;
/** Referrals for each stored turn: one million for five. */
const REFERRALS_PER_TURN = 1 / 5;
const EFFECT_TURNS = new Set([2, 9, 13, 14, 15, 18, 19]);
const BATCH = 200;
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

/** Fills the database up to so many turns and the referrals that go with them. */
async function fill(db: Db, from: number, to: number): Promise<void> {
  const [turns, lanes, referrals] = ['turns', 'conversations', 'referrals'].map((name) =>
    db.collection<Document>(name, { writeConcern: { w: 1 } }),
  );
  const people = Math.ceil(to / TURNS_EACH);
  const perPerson = Math.round(REFERRALS_PER_TURN * TURNS_EACH);
  for (let first = Math.ceil(from / TURNS_EACH); first < people; first += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, people - first) }, (_, i) => first + i);
    await Promise.all([
      turns?.insertMany(
        numbers.flatMap((number) => oldTurns(`old-${number}`, number)),
        { ordered: false },
      ),
      lanes?.insertMany(
        numbers.map((number) => ({ _id: `old-${number}` as unknown as ObjectId, appliedThrough: TURNS_EACH })),
        { ordered: false },
      ),
      referrals?.insertMany(
        numbers.flatMap((number) => Array.from({ length: perPerson }, (_, i) => oldReferral(number * perPerson + i))),
        { ordered: false },
      ),
    ]);
    if (first % (BATCH * 50) === 0) process.stderr.write(`${first * TURNS_EACH} turns …\n`);
  }
  await db.admin().command({ fsync: 1 });
}

/** Latency of a turn, and cost of a pass of the net with nothing to do, in a small database and in a large one. */
export async function benchGrowth(program: Program, { turns }: { turns: number }): Promise<readonly Figure[]> {
  const services = await benchServices(1);
  const mongoUrl = databaseUrl(services.mongoUrl, 'bench_growth');
  const firstStep = await createFirstStep({
    settings: readSettings({ PORT: '0', HOST: '127.0.0.1' }),
    content: loadContent(ROOT),
    root: ROOT,
    mongoUrl,
    redisUrl: services.redisUrl,
    masterKey: newMasterKey(),
    roles: ['serve'],
    demo: true,
    log: silentLog,
  });
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
    await fill(mongo.db, 0, SMALL);
    const small = await measured();
    await fill(mongo.db, SMALL, turns);
    const large = await measured();
    const stored = await mongo.db.collection('turns').estimatedDocumentCount();
    const peer = `${SMALL}-turns`;
    return [
      { bench: 'growth', figure: 'stored_turns', value: stored, unit: '', against: null, peer: null },
      { bench: 'growth', figure: 'turn_p50_ms', value: large.latency, unit: 'ms', against: peer, peer: small.latency },
      { bench: 'growth', figure: 'pass_ms', value: large.pass, unit: 'ms', against: peer, peer: small.pass },
    ];
  } finally {
    await mongo.close();
    await firstStep.stop();
    await services.stop();
  }
}
