import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { verify } from '../../src/commands/verify.ts';
import { ConfigError, type Settings } from '../../src/config.ts';
import { type Services, startServices } from '../../src/platform/services/index.ts';
import { ROOT } from '../conversation/program.ts';
import { Family } from '../e2e/family.ts';
import { openCentre } from '../verify/centre.ts';

let data: string;
let services: Services | null = null;
let masterKey: string;

const start = (): Promise<Services> => startServices({ data, env: process.env, progress: () => undefined, cacheGb: 0.25 });

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'firststep-verify-'));
}, 60_000);
afterAll(async () => {
  await services?.stop();
  await rm(data, { recursive: true, force: true, maxRetries: 5 });
}, 60_000);

async function verified(
  env: Partial<Record<keyof Settings, string>> = {},
  canary?: string,
): Promise<{ code: number; lines: string[]; told: string[] }> {
  const [lines, told]: [string[], string[]] = [[], []];
  const whole = { PATH: process.env['PATH'], NODE_ENV: 'test', FIRSTSTEP_DATA: data, FIRSTSTEP_MASTER_KEY: masterKey, ...env };
  const code = await verify({
    root: ROOT,
    env: whole,
    logs: [],
    canary,
    waitMs: 500,
    print: (line) => lines.push(line),
    progress: (line) => told.push(line),
  });
  return { code, lines, told };
}

test('a folder on which nothing ever ran: nothing is started, nothing is made', async () => {
  expect(await verified()).toMatchObject({ code: 0, lines: ['0 passed, 0 failed'] });
  expect(await readdir(data)).toEqual([]);
});

describe('the data of npm start', () => {
  beforeAll(async () => {
    services = await start();
    const centre = await openCentre({ mongoUrl: services.mongo.url, redisUrl: services.redis.url, data });
    ({ masterKey } = centre);
    const family = new Family(centre.url);
    await family.send({ locale: 'en' });
    for (const text of ['no', 'yes', 'myself', 'pregnant']) await family.send({ text });
    await centre.firstStep.reconcile();
    await centre.close();
  }, 120_000);

  test('while it runs: verify joins it and leaves it running', async () => {
    const { code, lines, told } = await verified();
    expect(lines).toEqual(['9 passed, 0 failed']);
    expect(code).toBe(0);
    expect(told.join('\n')).toMatch(/INV7 +has nothing to hold for yet/);
  }, 60_000);

  test('a violation is a line with its repair, and the exit code is 1', async () => {
    const client = await MongoClient.connect(services?.mongo.url ?? '');
    await client.db().collection('turns').deleteOne({ seq: 2 });
    await client.close();
    const { code, lines } = await verified();
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/^INV1 {2}turns web-\S+: turn 2 is missing\. Repair: /);
    expect(lines.at(-1)).toMatch(/^\d passed, \d failed$/);
  }, 60_000);

  test('while nothing runs: verify starts the services for itself and stops them', async () => {
    await services?.stop();
    services = null;
    const canary = join(data, 'canaries.txt');
    await writeFile(canary, 'Kanarienvogel-7Q\nfirststep\n');
    const { code, lines } = await verified({}, canary);
    expect(code).toBe(1);
    expect(lines.some((line) => line.startsWith('INV9') && line.includes('string 2'))).toBe(true);
    expect(lines.some((line) => line.includes('string 1 of'))).toBe(false);
    services = await start(); // the folder is free again
  }, 120_000);

  test('without the master key it says so and makes none', async () => {
    await expect(verified({ FIRSTSTEP_MASTER_KEY: '' })).rejects.toThrow(ConfigError);
    expect(await readdir(data)).not.toContain('master.key');
  }, 60_000);

  test('a canary that would be found by chance is refused', async () => {
    const file = join(data, 'short.txt');
    await writeFile(file, 'long enough\nabc\n');
    await expect(verified({}, file)).rejects.toThrow(/line 2 is shorter/);
  });
});
