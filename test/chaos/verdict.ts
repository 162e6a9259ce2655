/** What can be wrong after a run. */
export const KINDS = ['lost', 'doubled', 'stale', 'wrong', 'left behind', 'unsettled'] as const;
export type Kind = (typeof KINDS)[number];

/** Counts what was compared and what did not hold; says the first faults of each kind in full. */
export interface Verdict {
  /** One comparison. */
  hold(check: string, ok: boolean, kind: Kind, what: () => string): void;
  readonly checks: ReadonlyMap<string, { passed: number; failed: number }>;
  readonly faults: ReadonlyMap<Kind, number>;
}

const TOLD = 20;

export function createVerdict(say: (line: string) => void): Verdict {
  const checks = new Map<string, { passed: number; failed: number }>();
  const faults = new Map<Kind, number>(KINDS.map((kind) => [kind, 0]));
  return {
    checks,
    faults,
    hold(check, ok, kind, what) {
      const count = checks.get(check) ?? { passed: 0, failed: 0 };
      checks.set(check, count);
      if (ok) {
        count.passed += 1;
        return;
      }
      count.failed += 1;
      const before = faults.get(kind) ?? 0;
      faults.set(kind, before + 1);
      if (before < TOLD) say(`${kind.toUpperCase()}: ${check}: ${what()}`);
    },
  };
}
