import type { Benefits } from './benefits.ts';
import type { ConditionCompiler } from './cel.ts';
import { codesIn, compileRows, dayIn } from './compile-rows.ts';
import type { ReadRuleFile } from './rule-file.ts';
import type { Safety } from './safety.ts';
import type { Services } from './services.ts';
import type { OutcomeTable } from './tables.ts';
import type { Triage } from './triage.ts';
import type { Assessment, Facts, Found, Judgement } from './types.ts';

export interface AssessmentParts {
  readonly safety: Safety;
  readonly triage: Triage;
  readonly outcome: OutcomeOf;
  readonly services: Services;
  readonly benefits: Benefits;
}

/** How the conversation ends (rules.md §2.3), and which levels stay with that end (null: all). */
export type OutcomeOf = (facts: Facts, found: Found) => { readonly id: Assessment['outcome']; readonly keeps: readonly string[] | null };

export function compileOutcome(compiler: ConditionCompiler, file: ReadRuleFile<OutcomeTable>): OutcomeOf {
  const rowsOn = compileRows(compiler, file, ['rows'], file.content.rows, 'when');
  return (facts, found) => {
    const row = rowsOn(dayIn(facts)).find((candidate) => candidate.when?.test(facts, found))?.row;
    return { id: row?.id ?? 'referred', keeps: row?.keeps ?? null };
  };
}

/**
 * Everything that the tables make of one family's facts. An S-rule that the facts make true counts even when it is not
 * yet in `safety`: an assessment can add danger, never lose it. Total: never throws, whatever the facts are.
 */
export function assess(parts: AssessmentParts, version: string, facts: Facts): Assessment {
  const found = startOf(parts, facts);
  const judgement = judged(parts, facts, found);
  return {
    ...judgement,
    services: parts.services(facts, found),
    benefits: parts.benefits(facts, found),
    rulesVersion: version,
  };
}

/** Level, reasons and outcome alone. */
export function judge(parts: AssessmentParts, facts: Facts): Judgement {
  return judged(parts, facts, startOf(parts, facts));
}

function startOf(parts: AssessmentParts, facts: Facts): Found {
  const told = codesIn(facts, 'safety');
  const fired = parts.safety(facts).map((reason) => reason.id);
  const safety = fired.every((id) => told.includes(id)) ? told : [...told, ...fired];
  return {
    safety: safety.length > 1 ? [...new Set(safety)].sort() : safety,
    fired: null,
    level: null,
    outcome: null,
    services: null,
    burdens: null,
  };
}

/** Works through triage and outcome, and writes what it found into `found`. */
function judged(parts: AssessmentParts, facts: Facts, found: Found): Judgement {
  let { level, reasons } = parts.triage(facts, found);
  const outcome = parts.outcome(facts, found);
  if (outcome.keeps !== null && !outcome.keeps.includes(level ?? '')) {
    [level, reasons] = [null, []];
    found.level = null;
    found.fired = [];
  }
  found.outcome = outcome.id;
  return { level, reasons, outcome: outcome.id };
}
