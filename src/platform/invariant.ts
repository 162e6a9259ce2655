/** What always holds, by the names of docs/operations.md. */
export const INVARIANTS = ['INV1', 'INV2', 'INV3', 'INV4', 'INV5', 'INV6', 'INV7', 'INV8', 'INV9', 'INV10'] as const;
export type InvariantId = (typeof INVARIANTS)[number];

/** One place where an invariant does not hold. Names ids and codes, never content. */
export interface Violation {
  readonly invariant: InvariantId;
  /** The document, such as `turns web-… 3`. */
  readonly where: string;
  readonly what: string;
  /** What a person can do about it. */
  readonly repair: string;
}

/**
 * A part of `firststep verify`: reads one collection or a few, and tells what is wrong with them.
 *
 * Promises: writes nothing; memory does not grow with the database. Non-promise: a frozen moment; the database lives on
 * while it is read, so whatever looks wrong and may just be under way is asked again by `Patience`.
 */
export interface Check {
  readonly name: string;
  /** What it can find broken. */
  readonly covers: readonly InvariantId[];
  run(): AsyncIterable<Violation>;
}

/** Whether something that looks wrong stays so. */
export interface Patience {
  /** Asks `isFine` again and again while there is time left; false when it never became fine. */
  becomesFine(isFine: () => Promise<boolean>): Promise<boolean>;
}

const BETWEEN_MS = 200;

/**
 * One allowance of waiting for a whole run: a sound database uses next to nothing of it, and many violations cost it
 * once, not once each.
 */
export function createPatience(totalMs: number): Patience {
  let left = totalMs;
  return {
    async becomesFine(isFine) {
      for (;;) {
        const from = performance.now();
        if (await isFine()) return true;
        if (left <= 0) return false;
        await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
        left -= performance.now() - from;
      }
    },
  };
}
