import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { alone, holderOf } from '../../scripts/setup-lock.mjs';
import { newFolder } from './folder.ts';

let folder: ReturnType<typeof newFolder>;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => folder.remove());

/** The id of a process that has ended. */
const endedPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

test('one set-up at a time', async () => {
  const order: string[] = [];
  const [first, second] = ['first', 'second'].map((name) =>
    alone(folder.root, async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
      return name;
    }),
  );
  expect([await first, await second]).toEqual(['first', 'second']);
  expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  expect(existsSync(join(folder.root, '.setup.lock'))).toBe(false);
});

test('a set-up that failed holds nothing up', async () => {
  await expect(alone(folder.root, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
  expect(await alone(folder.root, async () => 'done')).toBe('done');
});

test('the lock of a process that is gone is taken over', async () => {
  folder.write('.setup.lock', `${endedPid()} 12345`);
  expect(await alone(folder.root, async () => 'done')).toBe('done');
});

test('a lock is held by a child that outlives its parent', () => {
  expect(holderOf(`${endedPid()} 1`)).toBeNull();
  expect(holderOf('')).toBeNull();
  expect(holderOf('not a lock')).toBeNull();
});

test('an id that another process has now is nobody', () => {
  expect(holderOf(`${process.pid} 1`)).toBeNull();
});

test('the children that were entered hold the lock too', async () => {
  const seen: (number | null)[] = [];
  await alone(folder.root, async (started) => {
    started(process.pid);
    const { readFileSync } = await import('node:fs');
    const [, child = ''] = readFileSync(join(folder.root, '.setup.lock'), 'utf8').split('\n');
    seen.push(holderOf(`${endedPid()} 1\n${child}`));
  });
  expect(seen).toEqual([process.pid]);
});
