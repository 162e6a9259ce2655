import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { replay } from '../../src/commands/replay.ts';
import { ROOT } from '../conversation/program.ts';
import { Family, play } from '../e2e/family.ts';
import { until } from '../e2e/running.ts';
import { type TestMongo, type TestRedis, withMongo, withRedis } from '../services.ts';
import { codeOf, openCentre, persona } from '../verify/centre.ts';

let mongo: TestMongo;
let redis: TestRedis;
let data: string;
let masterKey: string;
const codes: Record<string, string> = {};

beforeAll(async () => {
  [mongo, redis] = await Promise.all([withMongo(), withRedis()]);
  data = await mkdtemp(join(tmpdir(), 'firststep-replay-'));
  const centre = await openCentre({ mongoUrl: mongo.url, redisUrl: redis.url, data });
  ({ masterKey } = centre);
  for (const id of ['P01', 'P06', 'P10']) {
    await centre.setClock(persona(id).now);
    const family = new Family(centre.url);
    await play(family, persona(id));
    codes[id] = (
      await until('the referral', async () => (await centre.desk.queue()).items.find((item) => item.code === codeOf(family)))
    ).code;
  }
  await centre.close();
}, 240_000);

afterAll(async () => {
  await Promise.all([mongo.drop(), redis.drop(), rm(data, { recursive: true, force: true })]);
}, 60_000);

async function replayed(rules: string): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const env = { NODE_ENV: 'test', MONGODB_URL: mongo.url, REDIS_URL: redis.url, FIRSTSTEP_MASTER_KEY: masterKey };
  const code = await replay({ root: ROOT, env, rules, print: (line) => lines.push(line), progress: () => undefined });
  return { code, lines };
}

const everything = async (): Promise<string> => {
  const names = (await mongo.db.listCollections().toArray())
    .map(({ name }) => name)
    .filter((name) => name !== 'audit')
    .sort();
  return JSON.stringify(
    await Promise.all(names.map(async (name) => [name, await mongo.db.collection(name).find().sort({ _id: 1 }).toArray()])),
  );
};

test('the same rules change nothing', async () => {
  const before = await everything();
  expect(await replayed(join(ROOT, 'flows/rules'))).toEqual({ code: 0, lines: ['3 decided again, 0 would change: 0 stronger, 0 weaker'] });
  expect(await everything()).toBe(before);
  const entry = await mongo.db.collection('audit').findOne({ action: 'rules_replayed' });
  expect(entry).toMatchObject({ who: 'system', subject: 'rules' });
});

test('a changed table says what it would change, and for whom', async () => {
  const folder = join(data, 'changed');
  await cp(join(ROOT, 'flows/rules/triage.rules.yaml'), join(folder, 'triage.rules.yaml'), { recursive: true });
  const [reason] =
    (await mongo.db.collection<{ code: string; reasons: string[] }>('referrals').findOne({ code: codes['P06'] ?? '' }))?.reasons ?? [];
  const table = await readFile(join(folder, 'triage.rules.yaml'), 'utf8');
  const row = new RegExp(`(- id: ${reason}\\n(?:(?!- id:)[\\s\\S])*?when: )[^\\n]+`);
  expect(table).toMatch(row);
  await writeFile(join(folder, 'triage.rules.yaml'), table.replace(row, '$1"false"'));
  const { code, lines } = await replayed(folder);
  expect(code).toBe(0);
  const mine = lines.find((line) => line.startsWith(codes['P06'] ?? '?'));
  expect(mine).toMatch(new RegExp(`^${codes['P06']}  urgent_24h → \\w+  .*reasons.* -${reason}`));
  expect(lines.at(-1)).toMatch(/^3 decided again, [1-3] would change: \d stronger, [1-3] weaker$/);
});

test('a folder without tables, and a broken one, are refused by name', async () => {
  await expect(replayed(join(data, 'nowhere'))).rejects.toThrow(/nowhere cannot be read/);
  await writeFile(join(data, 'services.rules.yaml'), 'kind: [');
  await expect(replayed(data)).rejects.toThrow(/services\.rules\.yaml/);
});
