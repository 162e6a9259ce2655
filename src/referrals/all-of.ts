import type { AfterCommit } from '../inbox/index.ts';

/** Does one thing after the other, all of them even if one fails; the first failure is thrown at the end. */
export const allOf =
  (steps: readonly AfterCommit[]): AfterCommit =>
  async () => {
    const failures: unknown[] = [];
    for (const step of steps) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
