import type { ConditionCompiler } from './cel.ts';
import { byId, compileRows, dayIn, reasonOf } from './compile-rows.ts';
import type { ReadRuleFile } from './rule-file.ts';
import type { SafetyTable } from './tables.ts';
import type { Facts, Reason } from './types.ts';

/** S-rules that choices, dates and ages make true, sorted (rules.md §3). What only words can tell is heard elsewhere. */
export type Safety = (facts: Facts) => readonly Reason[];

export function compileSafety(compiler: ConditionCompiler, file: ReadRuleFile<SafetyTable>): Safety {
  const rowsOn = compileRows(compiler, file, ['rows'], file.content.rows, 'when');
  return (facts) => {
    const reasons: Reason[] = [];
    for (const { id, when } of rowsOn(dayIn(facts))) if (when?.test(facts)) reasons.push(reasonOf(id, when, facts));
    return reasons.sort(byId);
  };
}
