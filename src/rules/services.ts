import type { ConditionCompiler } from './cel.ts';
import { compileRows, dayIn } from './compile-rows.ts';
import { inForce } from './dated.ts';
import type { ReadRuleFile } from './rule-file.ts';
import type { ServicesTable } from './tables.ts';
import type { Condition, Facts, Found } from './types.ts';

/** Codes of the services that follow from level, reasons and outcome, sorted (rules.md §2.4). */
export type Services = (facts: Facts, found: Found) => readonly string[];

export function compileServices(compiler: ConditionCompiler, file: ReadRuleFile<ServicesTable>): Services {
  const { burdens, rows, scopes } = file.content;
  const rowsOn = compileRows(compiler, file, ['rows'], rows, 'when');
  const scopesOn = inForce(
    scopes.map((scope, i) => {
      const at = (path: readonly string[]): { file: string; line: number } => ({
        file: file.name,
        get line() {
          return file.lineOf(['scopes', i, ...path]);
        },
      });
      return {
        id: scope.id,
        from: scope.from,
        when: compiler.compile(scope.when, at(['when'])),
        services: Object.entries(scope.services).map(([code, when]): [string, Condition] => [
          code,
          compiler.compile(when, at(['services', code])),
        ]),
      };
    }),
  );
  return (facts, found) => {
    const today = dayIn(facts);
    found.burdens = (found.fired ?? []).filter((id) => burdens.includes(id)).length;
    const scope = scopesOn(today).find((candidate) => candidate.when.test(facts, found));
    const codes = scope
      ? scope.services.filter(([, when]) => when.test(facts, found)).map(([code]) => code)
      : rowsOn(today)
          .filter((one) => one.when?.test(facts, found))
          .map((one) => one.id);
    return codes.sort();
  };
}
