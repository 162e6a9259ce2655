import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Db } from 'mongodb';
import { ConfigError, dataFolder, readSettings, unsavedAlertsFolder } from '../config.ts';
import { loadContent } from '../content.ts';
import { type Check, createPatience, INVARIANTS, type InvariantId } from '../platform/invariant.ts';
import { openKeys } from '../platform/keyring.store.ts';
import { createLog } from '../platform/log.ts';
import { connectMongo } from '../platform/mongo.ts';
import { SHORTEST } from '../platform/needles.ts';
import { connectRedis } from '../platform/redis.ts';
import { storedTestTime } from '../platform/test-clock.routes.ts';
import { enterInstallation, isUnused, presentMasterKey } from './installation.ts';
import { createChecks } from './invariants.ts';
import type { RunOptions } from './run.ts';

export interface VerifyOptions extends RunOptions {
  /** File of strings, one a line, that must not be found in clear anywhere. */
  readonly canary?: string | undefined;
  /** More files and folders that are searched for them, such as logs. */
  readonly logs: readonly string[];
  /** Longest that things which may be under way are waited for, in all. */
  readonly waitMs?: number;
}

const WAIT_MS = 10_000;

/** What is told of a violation, on one line. */
const line = (invariant: string, where: string, what: string, repair: string): string =>
  `${invariant}  ${where}: ${what}. Repair: ${repair}`;

/**
 * Runs checks one after the other, a line a violation as it is found.
 *
 * @returns how many invariants hold and how many do not.
 */
export async function runChecks(
  checks: readonly Check[],
  print: (line: string) => void,
  progress: (line: string) => void,
): Promise<{ passed: number; failed: number }> {
  const broken = new Map<InvariantId, number>();
  const count = (id: InvariantId): void => void broken.set(id, (broken.get(id) ?? 0) + 1);
  for (const check of checks) {
    progress(`Checking ${check.name} …`);
    try {
      for await (const { invariant, where, what, repair } of check.run()) {
        count(invariant);
        print(line(invariant, where, what, repair));
      }
    } catch (error) {
      // What could not be looked at is not known to hold.
      for (const id of check.covers) count(id);
      print(
        line(
          check.covers.join(' '),
          check.name,
          `could not be checked (${error instanceof Error ? error.message : String(error)})`,
          'mend this and run verify again',
        ),
      );
    }
  }
  const covered = INVARIANTS.filter((id) => checks.some(({ covers }) => covers.includes(id)));
  for (const id of INVARIANTS) {
    const found = broken.get(id);
    if (found !== undefined) progress(`${id.padEnd(5)} ${found} broken`);
    else progress(`${id.padEnd(5)} ${covered.includes(id) ? 'holds' : 'has nothing to hold for yet'}`);
  }
  const failed = covered.filter((id) => broken.has(id)).length;
  return { passed: covered.length - failed, failed };
}

function readCanaries(file: string | undefined): readonly string[] {
  if (file === undefined) return [];
  const canaries = readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .filter((text) => text !== '');
  const short = canaries.findIndex((text) => Buffer.byteLength(text) < SHORTEST);
  if (short >= 0) throw new ConfigError(`${file}: line ${short + 1} is shorter than ${SHORTEST} bytes and would be found by chance.`);
  return canaries;
}

/** Whether anything was ever stored here. Throws `ConfigError` for a database without the keys of its installation. */
async function isEmpty(db: Db): Promise<boolean> {
  if ((await db.collection<{ _id: string }>('service_keys').findOne({ _id: 'hmac_root' })) !== null) return false;
  if ((await db.collection('turns').findOne({}, { projection: { _id: 1 } })) === null) return true;
  throw new ConfigError(
    'There are turns, but the keys of the installation (`service_keys`) are missing: restore them from the backup of keys.',
  );
}

/** The invariants on the database in use; changes nothing. Returns the exit code: 1 when one does not hold. */
export async function verify(options: VerifyOptions): Promise<number> {
  const { root, env, print, progress, canary, logs, waitMs = WAIT_MS } = options;
  const settings = readSettings(env);
  const canaries = readCanaries(canary);
  const data = dataFolder(settings);
  const nothing = (): number => {
    progress('Nothing was stored here yet: there is nothing to check.');
    print('0 passed, 0 failed');
    return 0;
  };
  if (isUnused(settings)) return nothing();
  const installation = await enterInstallation(settings, env, progress);
  const log = createLog({ level: 'silent' });
  try {
    const mongo = await connectMongo(installation.mongoUrl);
    const redis = connectRedis(installation.redisUrl, 'worker', log);
    try {
      if (await isEmpty(mongo.db)) return nothing();
      const reachable =
        canaries.length === 0
          ? null
          : await Promise.race([redis.ping().then(() => redis), new Promise<null>((resolve) => setTimeout(resolve, 3_000, null))]);
      if (canaries.length > 0 && reachable === null) progress('Redis does not answer: it is not searched for canaries.');
      const masterKey = await presentMasterKey(settings);
      const checks = createChecks({
        db: mongo.db,
        redis: reachable,
        keys: await openKeys(mongo.db, masterKey),
        content: loadContent(root),
        now: (settings.FIRSTSTEP_CLOCK === 'test' ? await storedTestTime(mongo.db) : null) ?? new Date(),
        isLive: installation.isLive,
        patience: createPatience(installation.isLive ? waitMs : 0),
        canaries,
        local: { folder: unsavedAlertsFolder(settings), masterKey },
        paths: [join(data, 'logs'), join(data, 'redis'), ...logs],
      });
      const { passed, failed } = await runChecks(checks, print, progress);
      print(`${passed} passed, ${failed} failed`);
      return failed === 0 ? 0 : 1;
    } finally {
      redis.disconnect();
      await mongo.close();
    }
  } finally {
    await installation.leave();
  }
}
