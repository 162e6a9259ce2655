import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../e2e/running.ts';
import { ownRedis, type OwnService } from '../outage/own-services.ts';
import { type TestMongo, withMongo } from '../services.ts';
import { type Centre, liveALittle, openCentre } from '../verify/centre.ts';

let redis: OwnService;
let mongo: TestMongo;
let data: string;
let centre: Centre;

beforeAll(async () => {
  [redis, mongo, data] = await Promise.all([ownRedis(), withMongo(), mkdtemp(join(tmpdir(), 'firststep-figures-'))]);
  centre = await openCentre({ mongoUrl: mongo.url, redisUrl: redis.url, data });
  await liveALittle(centre);
}, 240_000);

afterAll(async () => {
  await centre.close();
  await Promise.all([redis.remove(), mongo.drop(), rm(data, { recursive: true, force: true })]);
}, 60_000);

const text = async (): Promise<string> => (await fetch(`${centre.url}/metrics`)).text();

/** Samples of one figure by their labels. */
function samples(from: string, name: string): Map<string, number> {
  const lines = from.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return new Map(
    lines.map((line) => [line.slice(name.length, line.lastIndexOf(' ')).trim(), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

/** What docs/operations.md promises to whoever watches: the figure, and samples that it has on any store. */
const FIGURES: Readonly<Record<string, readonly string[]>> = {
  firststep_turn_seconds_bucket: ['{le="0.1"}', '{le="+Inf"}'],
  firststep_turn_seconds_count: [''],
  firststep_turns_total: ['{channel="web"}'],
  firststep_queue_jobs: ['waiting', 'delayed', 'active', 'failed'].map((state) => `{queue="deliveries",state="${state}"}`),
  firststep_oldest_waiting_seconds: ['{queue="deliveries"}'],
  firststep_outbox_lag_seconds: [''],
  firststep_outbox_waiting: ['{state="waiting"}', '{state="stuck"}'],
  firststep_deliveries: ['queued', 'sent', 'seen', 'blocked', 'cancelled', 'expired', 'unknown', 'failed'].map(
    (state) => `{state="${state}"}`,
  ),
  firststep_referrals: ['{state="waiting"}', '{state="overdue"}', '{state="alertsOpen"}'],
  firststep_unsaved_alerts: [''],
  process_resident_memory_bytes: [''],
};

describe('/metrics', () => {
  test.each(Object.entries(FIGURES))('tells %s', async (name, labels) => {
    const found = samples(await text(), name);
    expect([...found.keys()]).toEqual(expect.arrayContaining([...labels]));
    for (const value of found.values()) expect(value).toBeGreaterThanOrEqual(0);
  });

  test('counts what happened: turns, reminders that wait in the queue and in the ledger', async () => {
    const turns = await mongo.db.collection('turns').countDocuments({});
    const now = await text();
    expect(samples(now, 'firststep_turns_total').get('{channel="web"}')).toBeGreaterThan(0);
    expect(samples(now, 'firststep_turns_total').get('{channel="web"}')).toBeLessThanOrEqual(turns);
    expect(samples(now, 'firststep_queue_jobs').get('{queue="deliveries",state="delayed"}')).toBeGreaterThan(0);
    const waiting = await mongo.db.collection('deliveries').countDocuments({ state: 'queued' });
    expect(samples(now, 'firststep_deliveries').get('{state="queued"}')).toBe(waiting);
  });

  test('the outbox lags while effects are not applied, and no longer', async () => {
    const lanes = mongo.db.collection<{ _id: string; appliedThrough: number }>('conversations');
    const lane = await until('a lane', () => lanes.findOne({ appliedThrough: { $gt: 0 } }));
    await until('nothing behind', async () => samples(await text(), 'firststep_outbox_waiting').get('{state="waiting"}') === 0);
    await lanes.updateOne({ _id: lane._id }, { $set: { appliedThrough: 0 } });
    const behind = await text();
    expect(samples(behind, 'firststep_outbox_waiting').get('{state="waiting"}')).toBe(1);
    expect(samples(behind, 'firststep_outbox_lag_seconds').get('')).toBeGreaterThan(0);
    await lanes.updateOne({ _id: lane._id }, { $set: { appliedThrough: lane.appliedThrough } });
    expect(samples(await text(), 'firststep_outbox_lag_seconds').get('')).toBe(0);
  });

  test('is for this machine alone, not for those that a proxy on it serves', async () => {
    const response = await fetch(`${centre.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(response.status).toBe(404);
  });

  test('tells the rest while Redis is away; the server is ready without it', async () => {
    await redis.kill();
    try {
      const away = await until('Redis to be missed', async () => {
        const ready = await fetch(`${centre.url}/readyz`);
        const state = (await ready.json()) as { redis: string };
        return state.redis === 'down' ? { code: ready.status, state } : null;
      });
      expect(away).toEqual({ code: 200, state: { status: 'ready', mongo: 'up', redis: 'down' } });
      const now = await text();
      expect(samples(now, 'firststep_queue_jobs').size).toBe(0);
      expect(samples(now, 'firststep_deliveries').size).toBeGreaterThan(0);
    } finally {
      await redis.start();
    }
  });

  test('/healthz says that the process lives', async () => {
    expect(await (await fetch(`${centre.url}/healthz`)).json()).toEqual({ status: 'ok' });
  });
});
