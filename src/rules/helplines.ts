import type { ConditionCompiler } from './cel.ts';
import { dayIn } from './compile-rows.ts';
import { inForce } from './dated.ts';
import type { ReadRuleFile } from './rule-file.ts';
import type { HelplinesTable } from './tables.ts';
import type { Facts, Found } from './types.ts';

/** Numbers for the situation, in the order of the sets, each once (rules.md §3.2). */
export type Helplines = (safety: readonly string[], facts: Facts, found?: Found) => readonly string[];

export function compileHelplines(compiler: ConditionCompiler, file: ReadRuleFile<HelplinesTable>): Helplines {
  const setsOn = inForce(
    file.content.sets.map((set, i) => {
      const at = (...path: (string | number)[]): { file: string; line: number } => ({
        file: file.name,
        get line() {
          return file.lineOf(['sets', i, ...path]);
        },
      });
      return {
        ...set,
        when: compiler.compile(set.when, at('when')),
        numbers: set.numbers.map(({ number, when }, j) => ({
          number,
          when: when === undefined ? null : compiler.compile(when, at('numbers', j, 'when')),
        })),
      };
    }),
  );
  return (safety, facts, found) => {
    const known: Facts = found ? facts : { ...facts, safety };
    const told = found && { ...found, safety };
    const shown = new Set<string>();
    for (const set of setsOn(dayIn(facts))) {
      if ((set.otherwise && shown.size > 0) || !set.when.test(known, told)) continue;
      for (const { number, when } of set.numbers) if (when === null || when.test(known, told)) shown.add(number);
    }
    return [...shown];
  };
}
