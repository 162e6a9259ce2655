import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Db } from 'mongodb';
import { createChecks } from '../../src/commands/invariants.ts';
import { runChecks } from '../../src/commands/verify.ts';
import { createPatience, INVARIANTS } from '../../src/platform/invariant.ts';
import { openKeys } from '../../src/platform/keyring.store.ts';
import { type TestMongo, type TestRedis, withMongo, withRedis } from '../services.ts';
import { damages, type Doc } from './damages.ts';
import { type Centre, content, liveALittle, openCentre } from './centre.ts';

let mongo: TestMongo;
let redis: TestRedis;
let data: string;
let centre: Centre;
let db: Db;
let ids: { readonly referralId: string; readonly visitId: string };

/** Everything in the database, so that each test begins with the sound one. */
const sound = new Map<string, Doc[]>();

async function verifyNow(
  canaries: readonly string[] = [],
  paths: readonly string[] = [],
): Promise<{ lines: string[]; passed: number; failed: number }> {
  const lines: string[] = [];
  const checks = createChecks({
    db,
    redis: redis.redis,
    local: { folder: join(data, 'unsaved-alerts'), masterKey: centre.masterKey },
    keys: await openKeys(db, centre.masterKey),
    content,
    canaries,
    paths,
    now: new Date('2026-12-26T01:00:05Z'),
    isLive: false,
    patience: createPatience(0),
  });
  const { passed, failed } = await runChecks(
    checks,
    (line) => lines.push(line),
    () => undefined,
  );
  return { lines, passed, failed };
}

const put = (name: string, documents: Doc[]) =>
  documents.length > 0 ? db.collection<Doc>(name).insertMany(documents, { promoteBuffers: true } as object) : null;

async function restore(): Promise<void> {
  for (const { name } of await db.listCollections().toArray()) {
    await db.collection(name).deleteMany({});
    await put(name, sound.get(name) ?? []);
  }
}

beforeAll(async () => {
  [mongo, redis] = await Promise.all([withMongo(), withRedis()]);
  ({ db } = mongo);
  data = await mkdtemp(join(tmpdir(), 'firststep-verify-'));
  centre = await openCentre({ mongoUrl: mongo.url, redisUrl: redis.url, data });
  ids = await liveALittle(centre);
  await centre.close();
  for (const { name } of await db.listCollections().toArray()) sound.set(name, (await db.collection<Doc>(name).find().toArray()) as Doc[]);
}, 240_000);

afterAll(async () => {
  await Promise.all([mongo.drop(), redis.drop()]);
  await rm(data, { recursive: true, force: true });
}, 60_000);

test('the life at the centre has all kinds of turns', async () => {
  for (const kind of [{ program: 'reduced' }, { erased: true, gone: { $exists: false } }, { erased: true, gone: { $exists: true } }])
    expect({ kind, found: (await db.collection('turns').countDocuments(kind)) > 0 }).toEqual({ kind, found: true });
});

test('a sound database holds all invariants that there are slices for', async () => {
  const { lines, passed, failed } = await verifyNow(['no such string anywhere'], [data]);
  expect(lines).toEqual([]);
  expect({ passed, failed }).toEqual({ passed: INVARIANTS.length - 1, failed: 0 });
});

test('rows of an earlier version, which do not tell when a message went out, are sound too', async () => {
  await db.collection('deliveries').updateMany({}, { $unset: { sentAt: '' } });
  expect((await verifyNow()).lines).toEqual([]);
  await restore();
});

describe('whatever is broken is reported', () => {
  for (const { id, name, says, does } of damages(() => ({
    db,
    ...ids,
    folder: join(data, 'unsaved-alerts'),
    masterKey: centre.masterKey,
  }))) {
    test(`${id}: ${name}`, async () => {
      const { listen } = content.program;
      try {
        await does();
        const { lines, failed } = await verifyNow();
        const told = lines.filter((line) => line.startsWith(`${id} `));
        expect(told.join('\n')).toMatch(says);
        for (const line of told) expect(line).toMatch(/\. Repair: \S/);
        expect(failed).toBeGreaterThan(0);
      } finally {
        (content.program as { listen: unknown }).listen = listen;
        await restore();
        await rm(join(data, 'unsaved-alerts'), { recursive: true, force: true });
      }
    });
  }
});

describe('canaries', () => {
  const CANARY = 'Kanarienvogel-7Q';

  test('in a document, in Redis, in a file across two pieces', async () => {
    await db.collection<Doc>('staff_members').insertOne({ _id: 'x', email: 'x@x.example', name: `so ${CANARY} is here` });
    await redis.redis.rpush('bull:list', 'other', `{"data":"${CANARY}"}`);
    await writeFile(join(data, 'some.log'), `${'x'.repeat((1 << 20) - 5)}${CANARY}\n`);
    const { lines } = await verifyNow([CANARY, 'not anywhere'], [data]);
    expect(lines.map((line) => line.replace(data, '…'))).toEqual([
      expect.stringMatching(/^INV9 {2}staff_members x: string 1 of the canary file/),
      expect.stringMatching(/^INV9 {2}redis bull:list: string 1/),
      expect.stringMatching(/^INV9 {2}…\/some\.log: string 1/),
    ]);
    await restore();
  });
});
