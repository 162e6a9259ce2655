import type { ConditionCompiler } from './cel.ts';
import { byId, type CompiledRow, compileRows, dayIn, reasonOf } from './compile-rows.ts';
import type { InForce } from './dated.ts';
import type { ReadRuleFile } from './rule-file.ts';
import type { TriageRow, TriageTable } from './tables.ts';
import type { Facts, Found, Reason, TriageLevel } from './types.ts';

/**
 * Which triage rows fire, sorted by id, and the strongest of their levels (rules.md §2.1). Writes `fired` and `level`
 * into what was found, for the rows below and for the tables that come after.
 */
export type Triage = (facts: Facts, found: Found) => { readonly reasons: readonly Reason[]; readonly level: TriageLevel | null };

export function compileTriage(compiler: ConditionCompiler, file: ReadRuleFile<TriageTable>): Triage {
  const { order, rows, scopes } = file.content;
  const rank = new Map(order.map((level, i) => [level, i]));
  const rankOf = (level: TriageLevel): number => rank.get(level) ?? order.length;
  const rowsOn = compileRows(compiler, file, ['rows'], rows, 'when');
  const scopesOn = compileRows(compiler, file, ['scopes'], scopes, 'when');

  return (facts, found) => {
    const today = dayIn(facts);
    const scope = scopesOn(today).find((candidate) => candidate.when?.test(facts, found));
    const looked = rowsInScope(rowsOn, today, scope?.row.keep ?? null);
    const fired: string[] = [];
    found.fired = fired;
    const reasons: Reason[] = [];
    let strongest = order.length;
    const look = ({ row, when }: CompiledRow<TriageRow>): void => {
      if (!when?.test(facts, found) || row.unless.some((id) => fired.includes(id))) return;
      reasons.push(reasonOf(row.id, when, facts, found));
      fired.push(row.id);
      strongest = Math.min(strongest, rankOf(row.level));
    };
    for (const one of looked) if (one.row.alone_from === undefined) look(one);
    for (const one of looked) if (one.row.alone_from !== undefined && strongest > rankOf(one.row.alone_from)) look(one);
    const level = order[strongest] ?? null;
    found.level = level;
    return { reasons: reasons.sort(byId), level };
  };
}

function rowsInScope(
  rowsOn: InForce<CompiledRow<TriageRow>>,
  today: string | null,
  keep: readonly string[] | null,
): readonly CompiledRow<TriageRow>[] {
  const rows = rowsOn(today);
  return keep === null ? rows : rows.filter((one) => keep.includes(one.id));
}
