/**
 * How long after wrong passwords the next try has to wait. Three counters: this account from this address, the address
 * whoever it tries, and the account from anywhere. The last one stays short: else a stranger could lock out a colleague.
 */
export const DELAYS = {
  pair: { free: 3, firstSeconds: 2, longestSeconds: 900 },
  address: { free: 20, firstSeconds: 2, longestSeconds: 900 },
  account: { free: 10, firstSeconds: 1, longestSeconds: 30 },
} as const;
export type Counter = keyof typeof DELAYS;

/** Seconds to wait after the `fails`th wrong password in a row. Doubles from the first one that is not free. */
export function delaySeconds(counter: Counter, fails: number): number {
  const { free, firstSeconds, longestSeconds } = DELAYS[counter];
  if (fails < free) return 0;
  return Math.min(longestSeconds, firstSeconds * 2 ** Math.min(fails - free, 20));
}
