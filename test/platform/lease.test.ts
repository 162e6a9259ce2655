import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { openKeys } from '../../src/platform/keyring.store.ts';
import { createLeases } from '../../src/platform/lease.ts';
import { silentLog } from '../../src/platform/log.ts';
import { withMongo } from '../services.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
beforeAll(async () => {
  mongo = await withMongo();
});
afterAll(() => mongo.drop());

describe('a lease', () => {
  test('lets one at a time work, and the next one after', async () => {
    const [a, b] = [createLeases(mongo.db, silentLog), createLeases(mongo.db, silentLog)];
    const inside = await a.run('job', async () => {
      expect(await b.run('job', async () => 'second')).toBeNull();
      expect(await b.run('other job', async () => 'second')).toBe('second');
      return 'first';
    });
    expect(inside).toBe('first');
    expect(await b.run('job', async () => 'second')).toBe('second');
  });

  test('is returned when the work fails', async () => {
    const leases = createLeases(mongo.db, silentLog);
    await expect(leases.run('failing', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await leases.run('failing', async () => 'again')).toBe('again');
  });

  test('of twenty at once is held by exactly one', async () => {
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let holding = 0;
    let refused = 0;
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const result = await createLeases(mongo.db, silentLog).run('crowd', async () => {
          holding += 1;
          await gate;
          return 'in';
        });
        if (result === null) refused += 1;
        if (refused === 19) open();
      }),
    );
    expect(holding).toBe(1);
  });

  test('whose holder died is free after its time, and the late holder is told', async () => {
    const short = createLeases(mongo.db, silentLog, { ttlMs: 300 });
    await mongo.db
      .collection<{ _id: string }>('leases')
      .insertOne({ _id: 'dead', holder: 'gone', until: new Date(Date.now() - 1) } as never);
    expect(await short.run('dead', async () => 'mine')).toBe('mine');

    const lost = await short.run('stolen', async (signal) => {
      await mongo.db.collection<{ _id: string }>('leases').updateOne({ _id: 'stolen' }, { $set: { holder: 'another' } });
      return new Promise<boolean>((resolve) => signal.addEventListener('abort', () => resolve(true)));
    });
    expect(lost).toBe(true);
  });
});

describe('the keys of an installation', () => {
  test('are the same for all processes, also when they start at once', async () => {
    const master = newMasterKey();
    const all = await Promise.all(Array.from({ length: 8 }, () => openKeys(mongo.db, master)));
    expect(new Set(all.map(({ hmac }) => hmac.digest('token', 'x'))).size).toBe(1);
  });

  test('do not open with another master key', async () => {
    await expect(openKeys(mongo.db, newMasterKey())).rejects.toThrow(/not on the ring/);
  });
});
