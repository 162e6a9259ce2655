import type { ConditionCompiler } from './cel.ts';
import { compileRows, dayIn } from './compile-rows.ts';
import type { ReadRuleFile } from './rule-file.ts';
import type { BenefitsTable } from './tables.ts';
import type { Assessment, Facts, Found } from './types.ts';

/** Benefits that a family is likely or may possibly be due, sorted; both empty unless she asked (rules.md §6). */
export type Benefits = (facts: Facts, found: Found) => Assessment['benefits'];

const NONE: Assessment['benefits'] = { likely: [], possible: [] };

export function compileBenefits(compiler: ConditionCompiler, file: ReadRuleFile<BenefitsTable>): Benefits {
  const { when, rows } = file.content;
  const asked = compiler.compile(when, {
    file: file.name,
    get line() {
      return file.lineOf(['when']);
    },
  });
  const likelyOn = compileRows(compiler, file, ['rows'], rows, 'likely');
  const possibleOn = compileRows(compiler, file, ['rows'], rows, 'possible');
  return (facts, found) => {
    if (!asked.test(facts, found)) return NONE;
    const today = dayIn(facts);
    const likely = likelyOn(today)
      .filter((one) => one.when?.test(facts, found))
      .map((one) => one.id);
    const possible = possibleOn(today)
      .filter((one) => !likely.includes(one.id) && one.when?.test(facts, found))
      .map((one) => one.id);
    return { likely: likely.sort(), possible: possible.sort() };
  };
}
