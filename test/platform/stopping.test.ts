import { expect, test } from '@jest/globals';
import { inTime, TooSlowError } from '../../src/platform/in-time.ts';
import type { Log } from '../../src/platform/log.ts';
import { stopInOrder } from '../../src/platform/stopping.ts';

const never = (): Promise<never> => new Promise(() => undefined);

test('parts end in their order, whatever hangs or throws', async () => {
  const done: string[] = [];
  const said: unknown[] = [];
  const note = (event: string, fields = {}): void => void said.push([event, (fields as { component?: string }).component]);
  const log: Log = { info: note, warn: note, error: note };
  await stopInOrder(
    [
      { name: 'first', run: () => void done.push('first') },
      { name: 'hangs', run: never, mostMs: 20 },
      { name: 'throws', run: () => Promise.reject(new Error('no')) },
      { name: 'throws at once', run: () => JSON.parse('{') as unknown },
      { name: 'hangs too', run: never, mostMs: 60_000 },
      { name: 'last', run: async () => void done.push('last') },
    ],
    150,
    log,
  );
  expect(done).toEqual(['first', 'last']);
  expect(said).toEqual([
    ['stop_left_behind', 'hangs'],
    ['stop_failed', 'throws'],
    ['stop_failed', 'throws at once'],
    ['stop_left_behind', 'hangs too'],
  ]);
});

test('in time: the answer, the fault, or that it is too slow', async () => {
  expect(await inTime(1_000, Promise.resolve(1))).toBe(1);
  await expect(inTime(1_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(inTime(5, never())).rejects.toThrow(TooSlowError);
});
