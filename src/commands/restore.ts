import type { Db } from 'mongodb';
import { createFirstStep } from '../app.ts';
import { ConfigError, readSettings, type Settings } from '../config.ts';
import { loadContent } from '../content.ts';
import { carryTombstones, revived } from '../families/index.ts';
import { BackupError, readHead, readSealed } from '../platform/backup-cipher.ts';
import { clearWaiting, filledCollections, loadWaiting, takePlace, waitingName } from '../platform/backup-load.ts';
import { recordsOf } from '../platform/backup-records.ts';
import { openKeys } from '../platform/keyring.store.ts';
import { createLog } from '../platform/log.ts';
import { connectMongo, type Mongo } from '../platform/mongo.ts';
import { counting, keysFileOf, secretOf } from './backup-secret.ts';
import { enterInstallation, type Installation, presentMasterKey } from './installation.ts';
import type { RunOptions } from './run.ts';
import { verify } from './verify.ts';

export interface RestoreOptions extends RunOptions {
  readonly file: string;
  readonly keys?: string | undefined;
  readonly keyFile?: string | undefined;
  /** Whatever is there goes. */
  readonly replace: boolean;
  /** Address of a database whose tombstones count as well: the one that the backup takes the place of. */
  readonly tombstones?: string | undefined;
}

/** Both files of one backup. Throws `BackupError`. */
async function sameBackup(file: string, keys: string): Promise<void> {
  const [data, key] = await Promise.all([readHead(file), readHead(keys)]);
  if (data.id !== key.id) throw new BackupError(`${file} of ${data.createdAt} and ${keys} of ${key.createdAt} are not of one backup`);
}

/** Tombstones of another database are added to those that wait. */
async function carryFrom(address: string, into: Db, progress: (line: string) => void): Promise<void> {
  const live = await connectMongo(address);
  try {
    progress(`${await carryTombstones(live.db, into, waitingName('tombstones'))} tombstones of ${new URL(address).host} count here too.`);
  } finally {
    await live.close();
  }
}

/** Whoever was erased after the backup was made is erased again, in all slices. Returns how many. */
async function eraseAgain(
  options: RestoreOptions,
  settings: Settings,
  installation: Installation,
  mongo: Mongo,
  masterKey: string,
): Promise<number> {
  const { root, progress } = options;
  const firstStep = await createFirstStep({
    settings,
    content: loadContent(root),
    root,
    mongoUrl: installation.mongoUrl,
    redisUrl: installation.redisUrl,
    masterKey,
    roles: [],
    demo: false,
    log: createLog({ level: 'warn' }),
  });
  try {
    let erased = 0;
    const { hmac } = await openKeys(mongo.db, masterKey);
    for await (const buried of revived(mongo.db, hmac)) {
      if (!(await firstStep.buryAgain(buried))) continue;
      erased += 1;
      if (buried.reason === 'reduced')
        progress(
          `A child's case was cut down after this backup was made, and is erased now: look for its alert. Conversation ${buried.conversation}`,
        );
    }
    return erased;
  } finally {
    await firstStep.stop();
  }
}

/**
 * A backup in place of what is there: loaded beside it first, so that trouble leaves everything as it was; then whoever was
 * erased since is erased again; then the invariants are checked. Returns the exit code.
 */
export async function restore(options: RestoreOptions): Promise<number> {
  const { env, file, keyFile, replace, tombstones, print, progress } = options;
  const settings = readSettings(env);
  const secret = await secretOf(settings, keyFile);
  const keys = options.keys ?? keysFileOf(file);
  await sameBackup(file, keys);
  const masterKey = await presentMasterKey(settings);
  const installation = await enterInstallation(settings, env, progress);
  const from = performance.now();
  try {
    if (installation.isLive && settings.MONGODB_URL === undefined)
      throw new ConfigError('First Step runs on this data: stop it before a restore.');
    const mongo = await connectMongo(installation.mongoUrl);
    try {
      const { db } = mongo;
      const filled = await filledCollections(db);
      if (filled.length > 0 && !replace)
        throw new ConfigError(`The database is not empty (${filled.slice(0, 5).join(', ')} …). With --replace, what is there goes.`);
      await clearWaiting(db);
      const told = counting(progress, 'Restored');
      const counts = {
        ...(await loadWaiting(db, recordsOf(readSealed(keys, secret, 'keys')), told)),
        ...(await loadWaiting(db, recordsOf(readSealed(file, secret, 'data')), told)),
      };
      if (counts['service_keys'] !== 1) throw new BackupError(`${keys} lacks the key of the installation`);
      // Before anything is replaced: does this master key open these data keys at all?
      await openKeys(db, masterKey, waitingName('service_keys'));
      if (filled.includes('tombstones')) await carryTombstones(db, db, waitingName('tombstones'));
      if (tombstones !== undefined) await carryFrom(tombstones, db, progress);
      await takePlace(db, Object.keys(counts));
      progress(`Loaded in ${((performance.now() - from) / 1_000).toFixed(1)} s. Looking for people who were erased since …`);
      const erased = await eraseAgain(options, settings, installation, mongo, masterKey);
      print(`${Object.values(counts).reduce((sum, count) => sum + count, 0)} documents restored, ${erased} erased again`);
    } finally {
      await mongo.close();
    }
  } finally {
    await installation.leave();
  }
  progress(`Restored in ${((performance.now() - from) / 1_000).toFixed(1)} s. Checking …`);
  return verify({ ...options, canary: undefined, logs: [] });
}
