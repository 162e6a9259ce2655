import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { withMongo, withRedis } from '../services.ts';
import { openReferrals, type OpenReferrals, prepare } from './open-referrals.ts';

/** The centre of this test file, open from its first test to its last: what imports these sees them as they are now. */
export let mongo: Awaited<ReturnType<typeof withMongo>>;
export let one: OpenReferrals;
/** The family that arrived last, and its referral. */
export let conversation: string;
export let id: string;

/** Opens the centre before the tests of the file that calls this, and closes it after them. */
export function forAllTests(): void {
  let redis: Awaited<ReturnType<typeof withRedis>>;
  beforeAll(async () => {
    [mongo, redis] = await Promise.all([withMongo(), withRedis()]);
    await prepare(mongo.db);
    one = await openReferrals({
      db: mongo.db,
      client: mongo.client,
      redisUrl: redis.url,
      prefix: redis.prefix,
      masterKey: newMasterKey(),
    });
  });
  afterAll(async () => {
    await one.close();
    await Promise.all([mongo.drop(), redis.drop()]);
  });
}

/** A family says these words after its yes, and its case is handed to somebody. */
export async function arrives(...words: string[]): Promise<void> {
  conversation = `web-${randomUUID()}`;
  await one.says(conversation, 'consent', ...words);
  await one.scan('handovers');
  id = (await one.of(conversation))?._id ?? '';
}
