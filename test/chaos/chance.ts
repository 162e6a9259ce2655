/** Draws that are a pure function of their seed: the same seed gives the same run of numbers everywhere. */
export interface Chance {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [from, to]. */
  between(from: number, to: number): number;
  /** True in this share of cases. */
  holds(share: number): boolean;
  /** Throws RangeError on an empty list. */
  pick<T>(list: readonly T[]): T;
  shuffled<T>(list: readonly T[]): T[];
}

/** FNV-1a, so that seeds that differ by one start far apart. */
function hashed(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** @param names What is drawn for: each gets numbers of its own, whatever else is drawn. */
export function chanceOf(seed: number, ...names: readonly (string | number)[]): Chance {
  let state = hashed([seed, ...names].join('\0'));
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    between: (from, to) => from + below(to - from + 1),
    holds: (share) => next() < share,
    pick(list) {
      if (list.length === 0) throw new RangeError('nothing to pick from');
      return list[below(list.length)] as (typeof list)[number];
    },
    shuffled(list) {
      const all = [...list];
      for (let i = all.length - 1; i > 0; i -= 1) {
        const j = below(i + 1);
        [all[i], all[j]] = [all[j] as (typeof all)[number], all[i] as (typeof all)[number]];
      }
      return all;
    },
  };
}
