import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { groupCommit } from '../../src/inbox/group-commit.ts';
import { createNudges } from '../../src/inbox/nudges.ts';
import { oneAtATime } from '../../src/inbox/one-at-a-time.ts';

describe('group commit', () => {
  let gathered: (item: number) => Promise<number>;

  test('gives each item its own result, one write at a time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer(), { minLength: 1, maxLength: 2_500 }), async (items) => {
        let writing = 0;
        const commit = groupCommit<number, string>(async (batch) => {
          writing += 1;
          expect(writing).toBe(1);
          await Promise.resolve();
          writing -= 1;
          return batch.map((item) => `r${item}`);
        });
        expect(await Promise.all(items.map(commit))).toEqual(items.map((item) => `r${item}`));
      }),
      { numRuns: 30 },
    );
  });

  test('gathers while a write is under way', async () => {
    const batches: number[] = [];
    let finish = (): void => {};
    const underWay = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const begun = new Promise<void>((begin) => {
      const commit = groupCommit<number, number>(async (batch) => {
        batches.push(batch.length);
        if (batches.length === 1) {
          begin();
          await underWay;
        }
        return batch;
      });
      gathered = commit;
    });
    const first = gathered(0);
    await begun;
    const rest = Array.from({ length: 100 }, (_, i) => gathered(i));
    finish();
    await Promise.all([first, ...rest]);
    expect(batches).toEqual([1, 100]);
  });

  test('a write that fails fails its batch, not the next', async () => {
    let fail = true;
    const commit = groupCommit<number, number>(async (batch) => {
      if (fail) throw new Error('no');
      return batch;
    });
    await expect(commit(1)).rejects.toThrow('no');
    fail = false;
    expect(await commit(2)).toBe(2);
  });

  test('an item without a result is an error of that item alone', async () => {
    const commit = groupCommit<number, number>(async (batch) => batch.slice(0, -1));
    const [first, second] = await Promise.allSettled([commit(1), commit(2)]);
    expect(first).toMatchObject({ status: 'fulfilled', value: 1 });
    expect(second?.status).toBe('rejected');
  });
});

describe('one at a time', () => {
  test('keeps the order of a key, also after a failure', async () => {
    const inOrder = oneAtATime();
    const seen: number[] = [];
    const work = (i: number) =>
      inOrder('key', async () => {
        for (let hops = 10 - i; hops > 0; hops -= 1) await Promise.resolve();
        seen.push(i);
        if (i % 2 === 1) throw new Error(String(i));
        return i;
      });
    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => work(i)));
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual(seen.map((i) => i % 2 === 0));
  });
});

describe('nudges', () => {
  test('run each key at least once after its last nudge, never twice at once, in groups', async () => {
    const running = new Set<string>();
    const runs = new Map<string, number>();
    let largest = 0;
    const nudges = createNudges(async (keys) => {
      largest = Math.max(largest, keys.length);
      for (const key of keys) {
        expect(running.has(key)).toBe(false);
        running.add(key);
      }
      expect(running.size).toBeLessThanOrEqual(64);
      await new Promise((resolve) => setImmediate(resolve));
      for (const key of keys) {
        runs.set(key, (runs.get(key) ?? 0) + 1);
        running.delete(key);
      }
      if (keys.includes('failing')) throw new Error('no');
    });
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 40; i += 1) nudges.nudge(`k${i}`);
      nudges.nudge('failing');
    }
    await nudges.settled();
    expect(runs.size).toBe(41);
    expect([...runs.values()].every((count) => count >= 1 && count <= 2)).toBe(true);
    expect(largest).toBeGreaterThan(8);
    await nudges.settled();
  });
});
