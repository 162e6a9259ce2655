import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { type Db, MongoClient } from 'mongodb';

export interface TestMongo {
  /** Address with the name of the database, for a connection or a process of your own. */
  readonly url: string;
  readonly client: MongoClient;
  /** A new, empty database with a name of its own. */
  readonly db: Db;
  /** Drops the database and closes the connection. */
  drop(): Promise<void>;
}

export interface TestRedis {
  /** Address of an empty logical database that no other test uses now. Never FLUSHALL: others share the server. */
  readonly url: string;
  /** A BullMQ prefix of its own, for tests that want one. */
  readonly prefix: string;
  readonly redis: Redis;
  /** Empties the logical database and closes the connection. */
  drop(): Promise<void>;
}

const LOGICAL_DATABASES = 1_024;

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run the tests by npm test, or by jest with jest.config.mjs`);
  return value;
}

/** A database on the MongoDB replica set of this test run. */
export async function withMongo(): Promise<TestMongo> {
  const name = `t_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  const url = new URL(setting('TEST_MONGODB_URL'));
  url.pathname = `/${name}`;
  const client = new MongoClient(url.href, {
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    ignoreUndefined: true,
  });
  await client.connect();
  const db = client.db(name);
  return {
    url: url.href,
    client,
    db,
    drop: async () => {
      await db.dropDatabase();
      await client.close();
    },
  };
}

/** A logical database on the Redis of this test run. */
export async function withRedis(): Promise<TestRedis> {
  const server = new Redis(setting('TEST_REDIS_URL'));
  const number = 1 + ((await server.incr('test-databases')) % (LOGICAL_DATABASES - 1));
  server.disconnect();
  const url = new URL(setting('TEST_REDIS_URL'));
  url.pathname = `/${number}`;
  const redis = new Redis(url.href, { maxRetriesPerRequest: null });
  await redis.flushdb();
  return {
    url: url.href,
    prefix: `t${randomUUID().slice(0, 8)}`,
    redis,
    drop: async () => {
      await redis.flushdb();
      redis.disconnect();
    },
  };
}
