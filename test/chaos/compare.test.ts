import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Collection } from 'mongodb';
import { openKeys } from '../../src/platform/keyring.store.ts';
import { type TestMongo, type TestRedis, withMongo, withRedis } from '../services.ts';
import { type Centre, content, liveALittle, openCentre, persona } from '../verify/centre.ts';
import { chanceOf } from './chance.ts';
import { createFamilyCheck } from './compare-families.ts';
import { createVisitCheck } from './compare-visits.ts';
import { converse } from './conversation.ts';
import { type Family, newCounts, newFamily } from './family.ts';
import { type Script, scriptOf } from './script.ts';
import { createStored } from './stored.ts';
import { createVerdict, type Kind, KINDS } from './verdict.ts';
import { createWire, type Wire } from './wire.ts';

interface Doc {
  readonly _id: unknown;
  readonly [field: string]: unknown;
}

const NOW = new Date('2026-12-26T01:00:05Z');

let mongo: TestMongo;
let redis: TestRedis;
let data: string;
let centre: Centre;
let wire: Wire;
let family: Family;
let visitId: string;

const collection = (name: string): Collection<Doc> => mongo.db.collection<Doc>(name);

/** How much of each kind the comparison finds now. */
async function found(): Promise<Partial<Record<Kind, number>>> {
  const { db } = mongo;
  const verdict = createVerdict(() => undefined);
  const stored = createStored(db, await openKeys(db, centre.masterKey), content);
  await createFamilyCheck({ db, stored, verdict, now: NOW })(family);
  await createVisitCheck({ db, verdict, rules: content.program.book, stands: [{ at: NOW, rested: true }], now: NOW })([]);
  return Object.fromEntries(KINDS.flatMap((kind) => ((verdict.faults.get(kind) ?? 0) > 0 ? [[kind, verdict.faults.get(kind)]] : [])));
}

/** Does a damage, looks, and undoes it. */
async function damaged(name: string, filter: object, change: 'remove' | Partial<Doc>): Promise<Partial<Record<Kind, number>>> {
  const docs = await collection(name).find(filter, { promoteBuffers: true }).toArray();
  expect(docs.length).toBeGreaterThan(0);
  if (change === 'remove') await collection(name).deleteMany(filter);
  else await collection(name).updateMany(filter, { $set: change });
  const kinds = await found();
  for (const doc of docs) await collection(name).replaceOne({ _id: doc._id }, doc, { upsert: true });
  return kinds;
}

const ofHers = (): object => ({ conversation: family.conversation });

beforeAll(async () => {
  [mongo, redis] = await Promise.all([withMongo(), withRedis()]);
  data = await mkdtemp(join(tmpdir(), 'firststep-compare-'));
  centre = await openCentre({ mongoUrl: mongo.url, redisUrl: redis.url, data });
  ({ visitId } = await liveALittle(centre));
  wire = createWire();
  family = newFamily(0);
  const plain: Script = {
    ...scriptOf(1, 0, [persona('P11')]),
    speaks: 'words',
    lang: 'ko',
    skips: 0,
    interrupts: 0,
    twice: 0,
    atOnce: 0,
    late: 0,
    stale: 0,
    leavesAfter: null,
    withdrawsAfter: null,
    pauseMs: 0,
  };
  await converse({ wire, ports: [Number(new URL(centre.url).port)], counts: newCounts() }, family, plain, chanceOf(1, 'life'));
  await centre.firstStep.reconcile();
}, 120_000);

afterAll(async () => {
  wire?.close();
  await centre?.close();
  await Promise.all([mongo.drop(), redis.drop(), rm(data, { recursive: true, force: true })]);
});

test('a sound database has no fault', async () => {
  expect(family.told.length).toBeGreaterThan(10);
  expect(await found()).toEqual({});
});

test('an acknowledged answer that is not stored is lost', async () => {
  const last = family.told.at(-1)?.turn;
  expect(await damaged('turns', { ...ofHers(), seq: last }, 'remove')).toMatchObject({ lost: expect.any(Number) });
});

test('an answer under another message is lost', async () => {
  expect(await damaged('turns', { ...ofHers(), seq: 3 }, { externalId: 'another' })).toMatchObject({ lost: 1, doubled: 1 });
});

test('a finished intake without its referral is lost; with another level it is wrong; one without a cause is doubled', async () => {
  expect(await damaged('referrals', ofHers(), 'remove')).toEqual({ lost: 1 });
  expect(await damaged('referrals', ofHers(), { level: 'standard_7d' })).toEqual({ wrong: 1 });
  expect(await damaged('referrals', ofHers(), { code: 'FS-22222' })).toEqual({ lost: 1, doubled: 1 });
  expect(await damaged('referrals', ofHers(), { status: 'submitted' })).toEqual({ lost: 1 });
});

test('an emergency without its alert is lost', async () => {
  expect(await damaged('alerts', {}, 'remove')).toEqual({ lost: 1 });
});

test('a reminder that missed its hour, or is in doubt, or was never planned, is lost', async () => {
  const reminder = { _id: `${visitId}.family_3d.1.web` };
  expect(await damaged('deliveries', reminder, { state: 'expired', stage: 'closed', reason: 'past_expiry' })).toEqual({ lost: 1 });
  expect(await damaged('deliveries', reminder, { state: 'unknown', stage: 'closed' })).toEqual({ lost: 2 });
  expect(await damaged('deliveries', reminder, { state: 'blocked', stage: 'closed', reason: 'no_consent' })).toEqual({ lost: 1 });
  expect(await damaged('deliveries', reminder, 'remove')).toEqual({ lost: 1 });
});

test('what can still be sent of an older version is stale', async () => {
  expect(await damaged('visits', { _id: visitId }, { version: 2 })).toMatchObject({ stale: expect.any(Number) });
});
