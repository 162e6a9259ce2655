import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cacheFolder, findInCache } from '../../src/platform/services/cache.ts';
import { DataFolderBusyError } from '../../src/platform/services/errors.ts';
import { onPath, refuseMongod } from '../../src/platform/services/mongo-binary.ts';
import { type Services, startServices } from '../../src/platform/services/index.ts';

let folder: string;
let services: Services | null = null;
let said: string[] = [];

const start = async (env: NodeJS.ProcessEnv = process.env): Promise<Services> => {
  said = [];
  services = await startServices({ data: join(folder, 'data'), env, progress: (line) => void said.push(line), cacheGb: 0.25 });
  return services;
};

const stop = async (): Promise<void> => {
  await services?.stop();
  services = null;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firststep-services-'));
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `work` with a connection to each service. */
async function connected<T>({ mongo, redis }: Services, work: (mongo: MongoClient, redis: Redis) => Promise<T>): Promise<T> {
  const client = new MongoClient(mongo.url);
  const connection = new Redis(redis.url);
  try {
    return await work(client, connection);
  } finally {
    connection.disconnect();
    await client.close();
  }
}

describe('embedded MongoDB and Redis', () => {
  test('a second start finds what the first one wrote, whatever comes first', async () => {
    await connected(await start(), async (mongo, redis) => {
      await mongo
        .db()
        .collection('things')
        .insertOne({ kept: true }, { writeConcern: { w: 'majority', journal: true } });
      await redis.set('kept', 'yes');
    });
    await stop();
    await connected(await start(), async (mongo, redis) => {
      expect(await mongo.db().collection('things').countDocuments({ kept: true })).toBe(1);
      expect(await redis.get('kept')).toBe('yes');
    });
  });

  test('MongoDB is a replica set, and Redis never drops a job: AOF on, no eviction', async () => {
    await connected(await start(), async (mongo, redis) => {
      expect((await mongo.db('admin').command({ hello: 1 }))['setName']).toBe('rs0');
      expect(await redis.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
      expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    });
  });

  test('one data folder has one owner at a time', async () => {
    await start();
    const second = startServices({ data: join(folder, 'data'), env: process.env, progress: () => undefined });
    await expect(second).rejects.toThrow(DataFolderBusyError);
  });

  test('a service that was killed is started again on its data', async () => {
    const running = await start();
    await connected(running, async (mongo) => {
      await mongo
        .db()
        .collection('things')
        .insertOne({ kept: true }, { writeConcern: { w: 'majority', journal: true } });
      process.kill(running.mongo.pid ?? 0, 'SIGKILL');
      expect(await mongo.db().collection('things').countDocuments({ kept: true })).toBe(1);
    });
    expect(said).toContain('MongoDB ended (ended by SIGKILL); starting it again …');
  });

  test('a slow computer, where MongoDB listens only after two seconds, is waited for', async () => {
    const onThisPath = await onPath('mongod', process.env, refuseMongod(null));
    const real = 'path' in onThisPath ? onThisPath : await findInCache(cacheFolder(process.env), 'mongod', refuseMongod(null));
    if ('reason' in real) throw new Error(real.reason);
    const slow = join(folder, 'mongod');
    writeFileSync(slow, `#!/bin/sh\ncase "$*" in *--dbpath*) sleep 2 ;; esac\nexec "${real.path}" "$@"\n`);
    chmodSync(slow, 0o755);
    const running = await start({ ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` });
    await connected(running, async (mongo) => {
      expect((await mongo.db('admin').command({ hello: 1 }))['isWritablePrimary']).toBe(true);
    });
  });
});
