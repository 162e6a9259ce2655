import { readdir } from 'node:fs/promises';
import type { Redis } from 'ioredis';
import type { Db, MongoClient } from 'mongodb';
import { type Settings, unsavedAlertsFolder } from '../../config.ts';
import { inTime } from '../../platform/in-time.ts';
import { createKeyring, parseMasterKeys } from '../../platform/keyring.ts';
import { serversOf } from '../../platform/redis.ts';
import { SealError } from '../../platform/seal.ts';
import { compareVersions } from '../../platform/services/version.ts';
import { presentMasterKey } from '../installation.ts';
import { advice, type Finding, good, wrong } from './machine.ts';

const OLDEST_MONGO = '6.0.0';
const OLDEST_REDIS = '6.2.0';
const PATIENCE_MS = 5_000;
/** Sign-in codes and deadlines bear so much. */
const SKEW_MS = { advice: 1_000, wrong: 5_000 } as const;

interface Hello {
  readonly setName?: string;
  readonly msg?: string;
  readonly hosts?: readonly string[];
  readonly isWritablePrimary?: boolean;
}

/** A replica set that takes majority writes, and a version that we know. */
export async function aboutMongo(client: MongoClient): Promise<readonly Finding[]> {
  const admin = client.db('admin');
  const [hello, { version }] = await Promise.all([
    admin.command({ hello: 1 }) as unknown as Promise<Hello>,
    admin.command({ buildInfo: 1 }) as unknown as Promise<{ version: string }>,
  ]);
  const found: Finding[] = [];
  if (compareVersions(version, OLDEST_MONGO) < 0) found.push(wrong('MongoDB', `version ${version}`, `use ${OLDEST_MONGO} or later`));
  if (hello.setName === undefined && hello.msg !== 'isdbgrid') {
    found.push(wrong('MongoDB', 'runs alone, not as a replica set', 'start it with --replSet, even of one member: transactions need it'));
    return found;
  }
  const probe = client.db().collection<{ _id: string; at: Date }>('meta');
  try {
    await probe.updateOne(
      { _id: 'doctor' },
      { $set: { at: new Date() } },
      { upsert: true, writeConcern: { w: 'majority', journal: true, wtimeoutMS: PATIENCE_MS }, timeoutMS: PATIENCE_MS },
    );
  } catch (error) {
    found.push(
      wrong(
        'MongoDB',
        `takes no majority write (${error instanceof Error ? error.name : 'error'})`,
        'bring enough members of the set back',
      ),
    );
    return found;
  }
  const members = hello.hosts?.length ?? 1;
  found.push(
    members < 3
      ? advice(
          'MongoDB',
          `${version}, set ${hello.setName ?? ''} of ${members}`,
          'three members survive the loss of one; until then keep backups on another machine',
        )
      : good('MongoDB', `${version}, ${members} members`),
  );
  return found;
}

/** This machine's clock against the database's. */
export async function aboutClock(client: MongoClient): Promise<readonly Finding[]> {
  const before = Date.now();
  const { localTime } = (await client.db('admin').command({ hello: 1 })) as unknown as { localTime: Date };
  const middle = (before + Date.now()) / 2;
  const skew = Math.round(Math.abs(localTime.getTime() - middle));
  const told = `${skew} ms beside the database's`;
  if (skew > SKEW_MS.wrong) return [wrong('clock', told, 'let both machines take the time from a time server (NTP)')];
  return skew > SKEW_MS.advice
    ? [advice('clock', told, 'let both machines take the time from a time server (NTP)')]
    : [good('clock', told)];
}

/** Whether the master key opens what this database was made with. */
export async function aboutKeysInUse(db: Db, settings: Settings): Promise<readonly Finding[]> {
  const root = await db
    .collection<{ _id: string; kid: string; wrapped: Buffer }>('service_keys', { promoteBuffers: true })
    .findOne({ _id: 'hmac_root' });
  if (!root) return [good('master key', 'nothing is sealed yet')];
  const ring = createKeyring(parseMasterKeys(await presentMasterKey(settings)));
  try {
    ring.unwrap(root, 'hmac_root');
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return [wrong('master key', 'does not open this database', 'set the key that it was made with; in a change of keys: new,old')];
  }
  const old = await db.collection<{ kid: string }>('person_keys').findOne({ kid: { $ne: ring.current } }, { projection: { _id: 1 } });
  return old
    ? [advice('master key', 'fits; some keys are still sealed with an older one', 'keep the older key until all are changed')]
    : [good('master key', 'fits the database')];
}

/** Alerts of this machine that the database does not have yet. */
export async function aboutWaitingAlerts(settings: Settings): Promise<readonly Finding[]> {
  const folder = unsavedAlertsFolder(settings);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const count = names.filter((name) => name.endsWith('.alert')).length;
  return count === 0
    ? []
    : [wrong('waiting alerts', `${count} in ${folder}`, 'start First Step here now: it stores them and calls the staff')];
}

/** A Redis that never drops a job, and keeps what it has. */
export async function aboutRedis(redis: Redis): Promise<readonly Finding[]> {
  await inTime(
    PATIENCE_MS,
    redis.status === 'ready' ? Promise.resolve() : new Promise<void>((resolve) => redis.once('ready', () => resolve())),
  );
  const found: Finding[] = [];
  const versions = new Set<string>();
  const servers = serversOf(redis);
  for (const server of servers) {
    const info = await server.info();
    const value = (name: string): string => new RegExp(`^${name}:([^\\r\\n]*)`, 'm').exec(info)?.[1] ?? '';
    const [version, policy, aof] = [value('redis_version'), value('maxmemory_policy'), value('aof_enabled')];
    const which = servers.length > 1 ? `${server.options.host ?? ''}:${server.options.port ?? ''} ` : '';
    versions.add(version);
    if (compareVersions(version, OLDEST_REDIS) < 0)
      found.push(wrong('Redis', `${which}version ${version}`, `use ${OLDEST_REDIS} or later`));
    if (policy !== 'noeviction')
      found.push(
        wrong('Redis', `${which}maxmemory-policy is ${policy}`, 'set maxmemory-policy noeviction: else it drops jobs when memory is short'),
      );
    if (aof !== '1')
      found.push(wrong('Redis', `${which}does not keep its data (appendonly is off)`, 'set appendonly yes and appendfsync everysec'));
  }
  const nodes = servers.length > 1 ? `, cluster of ${servers.length}` : '';
  return found.length > 0 ? found : [good('Redis', `${[...versions].join(', ')}${nodes}, noeviction, append-only file`)];
}
