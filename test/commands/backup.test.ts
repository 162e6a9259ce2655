import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { backup } from '../../src/commands/backup.ts';
import { restore } from '../../src/commands/restore.ts';
import { createFirstStep, type FirstStep } from '../../src/app.ts';
import { ConfigError, readSettings } from '../../src/config.ts';
import { loadContent } from '../../src/content.ts';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { silentLog } from '../../src/platform/log.ts';
import { ROOT } from '../conversation/program.ts';
import { type TestMongo, type TestRedis, withMongo, withRedis } from '../services.ts';
import { Family } from '../e2e/family.ts';

const content = loadContent(ROOT);
const masterKey = newMasterKey();
let live: TestMongo;
let redis: TestRedis;
let folder: string;
let running: FirstStep;
let url: string;

const envOf = (mongo: TestMongo, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  MONGODB_URL: mongo.url,
  REDIS_URL: redis.url,
  FIRSTSTEP_MASTER_KEY: masterKey,
  FIRSTSTEP_BACKUP_PASSPHRASE: 'four words of a passphrase',
  FIRSTSTEP_DATA: join(folder, 'data'),
  ...more,
});
const said: string[] = [];
const quiet = { root: ROOT, print: (line: string) => void said.push(line), progress: (line: string) => void said.push(line) };
const makeBackup = (file: string, mongo = live) => backup({ ...quiet, env: envOf(mongo), file });
const restoreInto = (
  mongo: TestMongo,
  file: string,
  more: { replace?: boolean; tombstones?: string; env?: NodeJS.ProcessEnv; keys?: string } = {},
) => restore({ ...quiet, replace: false, file, env: envOf(mongo), ...more });

/** A conversation that was begun and consented to. */
async function family(): Promise<Family> {
  const her = new Family(url);
  await her.send({ locale: 'en' });
  for (const choice of ['no', 'yes']) await her.send({ choice });
  return her;
}
const conversationOf = (her: Family): string => (her.token ?? '').slice(0, (her.token ?? '').lastIndexOf('.'));

async function contentsOf(mongo: TestMongo): Promise<Record<string, unknown[]>> {
  const names = (await mongo.db.listCollections({}, { nameOnly: true }).toArray())
    .map(({ name }) => String(name))
    .sort((a, b) => a.localeCompare(b));
  const all: Record<string, unknown[]> = {};
  for (const name of names)
    if (!['leases', 'meta', 'outbox_marks'].includes(name))
      all[name] = await mongo.db
        .collection(name)
        .find({}, { sort: { _id: 1 }, promoteValues: false })
        .toArray();
  return all;
}

beforeAll(async () => {
  live = await withMongo();
  redis = await withRedis();
  folder = await mkdtemp(join(tmpdir(), 'firststep-backup-'));
  const settings = readSettings({ ...envOf(live), PORT: '0', HOST: '127.0.0.1' });
  running = await createFirstStep({
    settings,
    content,
    root: ROOT,
    mongoUrl: live.url,
    redisUrl: redis.url,
    masterKey,
    roles: ['serve'],
    demo: true,
    log: silentLog,
  });
  [url = ''] = await running.start();
});
afterAll(async () => {
  await running.stop();
  await live.drop();
  await redis.drop();
  await rm(folder, { recursive: true, force: true });
});

describe('a backup', () => {
  test('comes back exactly, holds no readable text, and its invariants hold', async () => {
    const her = await family();
    await her.send({ text: 'I am pregnant' });
    await running.reconcile();
    const file = join(folder, randomUUID());
    expect(await makeBackup(file)).toBe(0);
    for (const path of [file, `${file}.keys`]) {
      expect((await stat(path)).mode & 0o077).toBe(0);
      expect((await readFile(path)).toString('latin1').split('\n').slice(1).join()).not.toMatch(/conversation|web-/);
    }
    const other = await withMongo();
    expect(await restoreInto(other, file)).toBe(0);
    expect(await contentsOf(other)).toEqual(await contentsOf(live));
    const indexes = async ({ db }: TestMongo) =>
      (await db.collection('turns').indexes()).map(({ name }) => String(name)).sort((a, b) => a.localeCompare(b));
    expect(await indexes(other)).toEqual(await indexes(live));
    await other.drop();
  });

  test('revives nobody who was erased after it was made, in the place of the live data or elsewhere', async () => {
    const [stays, leaves] = [await family(), await family()];
    const file = join(folder, randomUUID());
    expect(await makeBackup(file)).toBe(0);
    await leaves.send({ text: 'delete everything' });
    for (const word of ['yes']) if (leaves.last?.question) await leaves.send({ choice: word });
    await running.reconcile();
    const known = (mongo: TestMongo, her: Family) => mongo.db.collection('persons').countDocuments({ conversation: conversationOf(her) });
    expect([await known(live, stays), await known(live, leaves)]).toEqual([1, 0]);

    const other = await withMongo();
    expect(await restoreInto(other, file, { tombstones: live.url })).toBe(0);
    expect([await known(other, stays), await known(other, leaves)]).toEqual([1, 0]);
    expect(
      await other.db.collection('turns').countDocuments({
        conversation: conversationOf(leaves),
        sealed: { $ne: null },
        erased: { $exists: false },
        gone: { $exists: false },
      }),
    ).toBe(0);

    // Again, over what is there now: its own tombstones count.
    expect(await restoreInto(other, file, { replace: true })).toBe(0);
    expect([await known(other, stays), await known(other, leaves)]).toEqual([1, 0]);
    await other.drop();
  });

  test('that does not open, was changed or cut off leaves the database as it was', async () => {
    await family();
    const file = join(folder, randomUUID());
    expect(await makeBackup(file)).toBe(0);
    const other = await withMongo();
    await other.db.collection('turns').insertOne({ kept: true });
    const bytes = await readFile(file);
    const broken = async (change: (bytes: Buffer) => Buffer): Promise<string> => {
      const path = join(folder, randomUUID());
      await writeFile(path, change(Buffer.from(bytes)));
      return path;
    };
    const keys = `${file}.keys`;
    const flipped = await broken((all) => {
      all[all.length - 40] = (all.at(-40) ?? 0) ^ 1;
      return all;
    });
    const cut = await broken((all) => all.subarray(0, all.length - 100));
    const renamed = await broken((all) =>
      Buffer.concat([
        Buffer.from(all.toString('latin1', 0, all.indexOf('\n')).replace('"version":1', '"version":1 '), 'latin1'),
        all.subarray(all.indexOf('\n')),
      ]),
    );
    for (const path of [flipped, cut, renamed])
      await expect(restoreInto(other, path, { replace: true, keys })).rejects.toThrow(/changed|cut off/);
    await expect(
      restoreInto(other, file, { replace: true, env: envOf(other, { FIRSTSTEP_BACKUP_PASSPHRASE: 'another passphrase' }) }),
    ).rejects.toThrow(/does not open/);
    await expect(restoreInto(other, file, { replace: true, env: envOf(other, { FIRSTSTEP_MASTER_KEY: newMasterKey() }) })).rejects.toThrow(
      Error,
    );
    await expect(restoreInto(other, file)).rejects.toThrow(/not empty/);
    expect(await other.db.collection('turns').find().toArray()).toEqual([expect.objectContaining({ kept: true })]);
    await other.drop();
  });

  test('never replaces a file, and is not made without a secret', async () => {
    const file = join(folder, randomUUID());
    await writeFile(file, 'something');
    await expect(makeBackup(file)).rejects.toThrow(/is there already/);
    await expect(backup({ ...quiet, env: envOf(live, { FIRSTSTEP_BACKUP_PASSPHRASE: '' }), file: `${file}2` })).rejects.toThrow(
      ConfigError,
    );
  });
});
