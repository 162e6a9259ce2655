import type { ConditionCompiler } from './cel.ts';
import type { ContentPath } from './content-file.ts';
import { type Dated, type InForce, inForce } from './dated.ts';
import type { ReadRuleFile } from './rule-file.ts';
import type { Condition, Facts, FactValue, Found, Reason } from './types.ts';

/** A row with its conditions, by the names of the fields they stand in. */
export interface CompiledRow<T extends Dated> {
  readonly id: string;
  readonly from: string;
  readonly row: T;
  readonly when: Condition | null;
}

/** Compiles one field of every row. RuleError names the line of the condition. */
export function compileRows<T extends Dated>(
  compiler: ConditionCompiler,
  file: ReadRuleFile<unknown>,
  path: ContentPath,
  rows: readonly T[],
  field: keyof T & string,
): InForce<CompiledRow<T>> {
  return inForce(
    rows.map((row, i) => {
      const source: unknown = row[field];
      const where = {
        file: file.name,
        get line() {
          return file.lineOf([...path, i, field]);
        },
      };
      return { id: row.id, from: row.from, row, when: typeof source === 'string' ? compiler.compile(source, where) : null };
    }),
  );
}

/** What rules found out themselves: listed beside the reasons already. */
const FOUND_OUT: readonly string[] = ['fired', 'level', 'outcome', 'burdens'];

/** The row and the facts that its condition read, unknown ones as null. */
export function reasonOf(id: string, condition: Condition, facts: Facts, found?: Found): Reason {
  const read: Record<string, FactValue> = {};
  for (const name of condition.reads) {
    if (FOUND_OUT.includes(name)) continue;
    const value = (name === 'safety' && found ? found.safety : facts[name]) ?? null;
    read[name] = Array.isArray(value) ? [...(value as readonly string[])] : value;
  }
  return { id, facts: read };
}

/** The day that dated rows are chosen by. */
export function dayIn(facts: Facts): string | null {
  const { today } = facts;
  return typeof today === 'string' ? today : null;
}

/** A list of codes; anything else counts as none. */
export function codesIn(facts: Facts, name: string): readonly string[] {
  const value = facts[name];
  return Array.isArray(value) ? value.filter((code): code is string => typeof code === 'string') : [];
}

export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
