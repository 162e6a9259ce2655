import { describe, expect, test } from '@jest/globals';
import { type Counter, DELAYS, delaySeconds } from '../../src/staff/sign-in-delay.ts';

describe('the wait after wrong passwords', () => {
  test.each([
    ['pair', [0, 0, 0, 2, 4, 8, 16, 32]],
    ['account', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30]],
  ] as const)('%s grows', (counter, waits) => {
    expect(waits.map((_wait, fails) => delaySeconds(counter, fails))).toEqual(waits);
  });

  test('never shuts the right person out for more than 15 minutes', () => {
    for (const counter of Object.keys(DELAYS) as Counter[])
      for (const fails of [0, 30, 1_000, 1e9]) expect(delaySeconds(counter, fails)).toBeLessThanOrEqual(900);
  });
});
