import { type JobsOptions, Queue, Worker } from 'bullmq';
import type { Db, Document, ObjectId } from 'mongodb';
import type { Program } from '../../src/conversation/index.ts';
import { createFamilies, familiesIndexes } from '../../src/families/index.ts';
import { createMessages, DELIVERY_QUEUE, messagesIndexes } from '../../src/messages/index.ts';
import { type DeliveryDocument, documentOf } from '../../src/messages/delivery-row.ts';
import { jobOf } from '../../src/messages/queueing.ts';
import { SteppedClock } from '../../src/platform/clock.ts';
import { newCaseCode } from '../../src/platform/ids.ts';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { openKeys } from '../../src/platform/keyring.store.ts';
import { createLive } from '../../src/platform/live.ts';
import { silentLog } from '../../src/platform/log.ts';
import { connectMongo, ensureIndexes } from '../../src/platform/mongo.ts';
import { createQueues } from '../../src/platform/queues.ts';
import { connectRedis } from '../../src/platform/redis.ts';
import { createMembers } from '../../src/staff/members.store.ts';
import { visitFence } from '../../src/visits/visit-fence.ts';
import { createVisitStore, visitIndexes } from '../../src/visits/visits.store.ts';
import { median } from './cpu.ts';
import { benchServices, databaseUrl } from './processes.ts';
import type { Figure } from './report.ts';

/** Monday, 10:00 in Seoul: no quiet hours. */
const NOW = new Date('2026-12-28T01:00:00Z');
const SOON = new Date('2027-01-20T01:00:00Z');
const DELIVERED = 4_000;
const CONCURRENCY = 8;
const PASSES = 9;
const INSERT = 2_000;
const ADDED_AT_ONCE = 50;

const idOf = (i: number): ObjectId => `bench-${i}` as unknown as ObjectId;

/** Visits with their people, and the rows of their reminders. */
async function schedule(db: Db, visits: number): Promise<void> {
  const put = (name: string, documents: Document[]) =>
    db.collection<Document>(name, { writeConcern: { w: 1 } }).insertMany(documents, { ordered: false });
  for (let from = 0; from < visits; from += INSERT) {
    const numbers = Array.from({ length: Math.min(INSERT, visits - from) }, (_, i) => from + i);
    await put(
      'visits',
      numbers.map((i) => ({
        _id: idOf(i),
        referralId: `r${i}`,
        code: 'FS-2A3B4',
        personId: `bench-${i}`,
        conversation: `web-${i}`,
        lang: 'vi',
        organisationId: 'org',
        saverId: `s${i % 400}`,
        startsAt: SOON,
        endsAt: SOON,
        minutes: 60,
        place: 'home',
        state: 'booked',
        cancelReason: null,
        version: 1,
        toldVersion: 1,
        tell: false,
        tellUntil: new Date(0),
        bookedAt: NOW,
        bookedBy: 'cm',
        changedAt: NOW,
      })),
    );
    await put(
      'persons',
      numbers.map((i) => ({ _id: idOf(i), conversation: `web-${i}`, since: 0, code: `C${i}`, createdAt: NOW, profile: null })),
    );
    await put(
      'consents',
      numbers.map((i) => ({
        _id: idOf(i),
        personId: `bench-${i}`,
        consent: 'consent_reminder',
        given: true,
        version: '1',
        lang: 'vi',
        textHash: '',
        at: NOW,
        order: [1, 0],
        detail: null,
      })),
    );
    await put(
      'deliveries',
      numbers.flatMap((i) =>
        ['family_3d', 'family_1d'].map((kind) => ({ ...rowOf(i, kind, SOON), state: 'queued' }) as unknown as Document),
      ),
    );
  }
}

const rowOf = (i: number, kind: string, due: Date): DeliveryDocument =>
  documentOf(
    {
      id: `v${i}.${kind}.1.web`,
      to: { audience: 'family', personId: `bench-${i}`, conversation: `web-${i}` },
      kind,
      subject: { type: 'visit', id: `bench-${i}`, version: 1 },
      channel: 'web',
      due,
      expires: new Date(due.getTime() + 10 * 3_600_000),
      consent: 'consent_reminder',
      text: { key: 'family.reminder', params: { when: SOON.toISOString(), place: 'home', code: 'FS-2A3B4' } },
    },
    NOW,
  );

/** Jobs a second of a BullMQ worker that does the same reads and majority writes with the driver, and thinks nothing. */
async function bare(db: Db, redisUrl: string, round: number): Promise<number> {
  const rows = db.collection<DeliveryDocument>('bare_deliveries');
  await rows.insertMany(
    Array.from({ length: DELIVERED }, (_, i) => ({ ...rowOf(i, `bare${round}`, NOW), state: 'queued' as const })),
    { ordered: false },
  );
  const producer = connectRedis(redisUrl, 'worker', silentLog);
  const queue = new Queue(`bare${round}`, { connection: producer });
  const options: JobsOptions = { removeOnComplete: { age: 3_600 }, attempts: 3, backoff: { type: 'exponential', delay: 2_000 } };
  await queue.waitUntilReady();
  await queue.addBulk(
    Array.from({ length: DELIVERED }, (_, i) => ({
      name: 'deliver',
      data: { delivery: `v${i}.bare${round}.1.web`, visit: i },
      opts: options,
    })),
  );
  const connection = connectRedis(redisUrl, 'worker', silentLog);
  const [visits, persons, consents] = ['visits', 'persons', 'consents'].map((name) => db.collection<Document>(name));
  let done = 0;
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const from = performance.now();
  const worker = new Worker(
    queue.name,
    async ({ data }) => {
      const _id = String(data['delivery']);
      const person = `bench-${String(data['visit'])}`;
      await rows.findOneAndUpdate({ _id, state: 'queued' }, { $set: { state: 'sending', stage: 'sending' } }, { returnDocument: 'after' });
      await Promise.all([
        visits?.findOne({ _id: person as unknown as ObjectId }),
        persons?.findOne({ _id: person as unknown as ObjectId }),
        consents?.find({ personId: person }).toArray(),
      ]);
      await rows.updateOne({ _id, state: 'sending' }, { $set: { state: 'sent', stage: 'shown', at: NOW } });
      done += 1;
      if (done === DELIVERED) finish();
    },
    { connection, concurrency: CONCURRENCY },
  );
  await finished;
  const speed = (DELIVERED / (performance.now() - from)) * 1_000;
  await worker.close();
  await queue.close();
  producer.disconnect();
  connection.disconnect();
  return speed;
}

/** Many scheduled visits: what a pass of the net costs when nothing is due, and how fast due reminders go out. */
export async function benchReminders(_program: Program, { visits }: { visits: number }): Promise<readonly Figure[]> {
  const services = await benchServices();
  const mongo = await connectMongo(databaseUrl(services.mongoUrl, 'bench_reminders'));
  const { db } = mongo;
  const live = createLive(services.redisUrl, 'bench', silentLog);
  try {
    const { redisUrl } = services;
    await ensureIndexes(
      db,
      [
        ...familiesIndexes,
        ...messagesIndexes,
        ...visitIndexes,
        { ...messagesIndexes[0], collection: 'bare_deliveries', indexes: messagesIndexes[0]?.indexes ?? [] },
      ],
      silentLog,
    );
    const clock = new SteppedClock(NOW);
    const families = createFamilies({ db, keys: await openKeys(db, newMasterKey()), newCaseCode, consentTextHash: () => '' });
    await schedule(db, Math.max(visits, DELIVERED));

    const ours = async (round: number): Promise<number> => {
      const queues = createQueues({ url: redisUrl, prefix: `bench${round}`, names: [DELIVERY_QUEUE], log: silentLog });
      const messages = createMessages({
        db,
        families,
        queues,
        live,
        mailer: null,
        texts: { say: () => '' } as never,
        directory: createMembers(db).directory,
        quietHours: { isQuiet: () => false, afterQuiet: (at) => at },
        clock,
        log: silentLog,
        link: (path) => path,
      });
      messages.fence(visitFence(createVisitStore(db)));
      const rows = Array.from({ length: DELIVERED }, (_, i) => ({
        ...rowOf(i, `ours${round}`, NOW),
        state: 'queued' as const,
        nudgeAfter: new Date('2100-01-01T00:00:00Z'),
      }));
      await db.collection<DeliveryDocument>('deliveries').insertMany(rows, { ordered: false });
      while ((await queues.generation()) === null) await new Promise((resolve) => setImmediate(resolve));
      for (let at = 0; at < rows.length; at += ADDED_AT_ONCE) {
        const added = await Promise.all(rows.slice(at, at + ADDED_AT_ONCE).map((row) => queues.add(jobOf(row, 0))));
        if (added.includes(false)) throw new Error('Redis did not take all jobs');
      }
      const left = () => db.collection('deliveries').countDocuments({ stage: { $in: ['waiting', 'sending'] }, due: NOW });
      const from = performance.now();
      messages.work({ concurrency: CONCURRENCY });
      while ((await left()) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      const speed = (DELIVERED / (performance.now() - from)) * 1_000;
      if (round === 0) await passes(messages.scans);
      await queues.close();
      return speed;
    };
    let pass = 0;
    const passes = async (scans: readonly { run(): Promise<number> }[]): Promise<void> => {
      const times: number[] = [];
      for (let i = 0; i < PASSES; i += 1) {
        const from = performance.now();
        for (const scan of scans) await scan.run();
        times.push(performance.now() - from);
      }
      pass = median(times);
    };
    const [a, b]: [number[], number[]] = [[], []];
    for (let round = 0; round <= 3; round += 1) {
      const pair = [await ours(round), await bare(db, redisUrl, round)] as const;
      if (round === 0) continue; // warming up
      a.push(pair[0]);
      b.push(pair[1]);
    }
    return [
      { bench: 'reminders', figure: 'scheduled_visits', value: visits, unit: '', against: null, peer: null },
      { bench: 'reminders', figure: 'idle_pass_ms', value: pass, unit: 'ms', against: 'goal', peer: 50 },
      { bench: 'reminders', figure: 'delivered_per_s', value: median(a), unit: '/s', against: 'bare-bullmq', peer: median(b) },
    ];
  } finally {
    live.close();
    await mongo.close();
    await services.stop();
  }
}
