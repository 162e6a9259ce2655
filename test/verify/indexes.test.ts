import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestMongo, type TestRedis, withMongo, withRedis } from '../services.ts';
import { liveALittle, openCentre } from './centre.ts';

/** Collections that do not grow with families, visits or messages. */
const SMALL = /\.(?:leases|meta|service_keys|outbox_marks|organisations|staff_\w+|audit_head)$/;

let mongo: TestMongo;
let redis: TestRedis;
let data: string;

beforeAll(async () => {
  [mongo, redis] = await Promise.all([withMongo(), withRedis()]);
  data = await mkdtemp(join(tmpdir(), 'firststep-indexes-'));
});

afterAll(async () => {
  await Promise.all([mongo.drop(), redis.drop()]);
  await rm(data, { recursive: true, force: true });
}, 60_000);

interface Profiled {
  readonly op: string;
  readonly ns: string;
  readonly planSummary: string;
  readonly command?: { readonly filter?: object; readonly q?: object; readonly query?: object; readonly pipeline?: object };
}

test('nothing that a centre does reads a growing collection from end to end', async () => {
  const { db } = mongo;
  const centre = await openCentre({ mongoUrl: mongo.url, redisUrl: redis.url, data });
  try {
    await db.command({ profile: 2 });
    await liveALittle(centre);
    await db.command({ profile: 0 });
  } finally {
    await centre.close();
  }
  const scans = db.collection<Profiled>('system.profile').find({ planSummary: /COLLSCAN/, ns: { $not: SMALL } });
  const found = new Set<string>();
  for await (const { op, ns, command } of scans) {
    const asked = command?.filter ?? command?.q ?? command?.query ?? command?.pipeline ?? {};
    found.add(`${op} ${ns.slice(ns.indexOf('.') + 1)} ${JSON.stringify(asked)}`);
  }
  expect([...found]).toEqual([]);
}, 240_000);
