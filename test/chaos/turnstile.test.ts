import { expect, test } from '@jest/globals';
import { createTurnstile } from './turnstile.ts';

/** A piece of work that ends when it is told to. */
function held(): { work: () => Promise<void>; end: () => void; begun: () => boolean } {
  let begun = false;
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    begun: () => begun,
    end: () => end(),
    work: async () => {
      begun = true;
      await ended;
    },
  };
}
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('many go through side by side; one alone waits for them, and later ones wait for it', async () => {
  const turnstile = createTurnstile();
  const [a, b, alone, late] = [held(), held(), held(), held()];
  const all = [turnstile.shared(a.work), turnstile.shared(b.work)];
  await soon();
  expect([a.begun(), b.begun()]).toEqual([true, true]);
  all.push(turnstile.alone(alone.work));
  await soon();
  all.push(turnstile.shared(late.work));
  a.end();
  await soon();
  expect([alone.begun(), late.begun()]).toEqual([false, false]);
  b.end();
  await soon();
  expect([alone.begun(), late.begun()]).toEqual([true, false]);
  alone.end();
  await soon();
  expect(late.begun()).toBe(true);
  late.end();
  await Promise.all(all);
});

test('work that fails lets the others through', async () => {
  const turnstile = createTurnstile();
  await expect(turnstile.alone(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(turnstile.shared(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await turnstile.alone(async () => 1)).toBe(1);
});
