import type { Benefits } from './benefits.ts';
import type { ConditionCompiler } from './cel.ts';
import { codesIn, compileRows, dayIn } from './compile-rows.ts';
import type { ReadRuleFile } from './rule-file.ts';
import type { Safety } from './safety.ts';
import type { Services } from './services.ts';
import type { OutcomeTable } from './tables.ts';
import type { Triage, WorkingFacts } from './triage.ts';
import type { Assessment, Facts } from './types.ts';

export interface AssessmentParts {
  readonly safety: Safety;
  readonly triage: Triage;
  readonly outcome: OutcomeOf;
  readonly services: Services;
  readonly benefits: Benefits;
}

/** How the conversation ends (rules.md §2.3), and which levels stay with that end (null: all). */
export type OutcomeOf = (facts: Facts) => { readonly id: Assessment['outcome']; readonly keeps: readonly string[] | null };

export function compileOutcome(compiler: ConditionCompiler, file: ReadRuleFile<OutcomeTable>): OutcomeOf {
  const rowsOn = compileRows(compiler, file, ['rows'], file.content.rows, 'when');
  return (facts) => {
    const row = rowsOn(dayIn(facts)).find((candidate) => candidate.when?.test(facts))?.row;
    return { id: row?.id ?? 'referred', keeps: row?.keeps ?? null };
  };
}

/**
 * Everything that the tables make of one family's facts. An S-rule that the facts make true counts even when it is not
 * yet in `safety`: an assessment can add danger, never lose it. Total: never throws, whatever the facts are.
 */
export function assess(parts: AssessmentParts, version: string, facts: Facts): Assessment {
  const working: WorkingFacts = { ...facts };
  working['safety'] = [...new Set([...codesIn(facts, 'safety'), ...parts.safety(facts).map((reason) => reason.id)])].sort();
  let { level, reasons } = parts.triage(working);
  const outcome = parts.outcome(working);
  if (outcome.keeps !== null && !outcome.keeps.includes(level ?? '')) {
    [level, reasons] = [null, []];
    working['level'] = null;
    working['fired'] = [];
  }
  working['outcome'] = outcome.id;
  return {
    level,
    reasons,
    outcome: outcome.id,
    services: parts.services(working),
    benefits: parts.benefits(working),
    rulesVersion: version,
  };
}
