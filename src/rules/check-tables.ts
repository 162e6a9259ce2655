import type { ContentPath } from './content-file.ts';
import type { Dated } from './dated.ts';
import { EMERGENCY_SAFETY, SAFETY_IDS, SERVICE_CODES, TRIAGE_IDS } from './fact-table.ts';
import { failAt, type TableFiles } from './load-tables.ts';
import type { ReadRuleFile } from './rule-file.ts';
import { didYouMean } from './spelling.ts';
import { TRIAGE_LEVELS } from './types.ts';

/**
 * What a schema cannot say: rows that name each other exist, none is missing, none is there twice or can never count.
 *
 * @throws RuleError naming file and line.
 */
export function checkTables(files: TableFiles): void {
  for (const file of Object.values(files)) if (hasRows(file)) once(file, file.content.rows, ['rows']);
  checkSafety(files);
  checkTriage(files);
  checkServices(files);
  checkBenefits(files);
  checkHelplines(files);
  checkOutcome(files);
  firstMatch(files.triage, files.triage.content.scopes, ['scopes']);
  firstMatch(files.services, files.services.content.scopes, ['scopes']);
}

function hasRows(file: ReadRuleFile<unknown>): file is ReadRuleFile<{ rows: readonly Dated[] }> {
  return typeof file.content === 'object' && file.content !== null && 'rows' in file.content;
}

/** An id may come back with another day; with the same day one of the two could never count. */
function once(file: ReadRuleFile<unknown>, rows: readonly Dated[], path: ContentPath): void {
  const seen = new Set<string>();
  rows.forEach((row, i) => {
    const key = `${row.id} ${row.from}`;
    if (seen.has(key)) failAt(file, [...path, i], `row "${row.id}" from ${row.from} is there twice: one of them would never count`);
    seen.add(key);
  });
}

/** Where the first row that holds decides, a row behind one that always holds, or behind its double, never counts. */
function firstMatch(file: ReadRuleFile<unknown>, rows: readonly (Dated & { readonly when: string })[], path: ContentPath): void {
  once(file, rows, path);
  rows.forEach((row, i) => {
    const before = rows.slice(0, i).find((other) => other.id !== row.id && (other.when === 'true' || other.when === row.when));
    if (before) failAt(file, [...path, i], `row "${row.id}" never counts: "${before.id}" holds before it`);
  });
}

function complete(file: ReadRuleFile<unknown>, rows: readonly Dated[], ids: readonly string[]): void {
  for (const id of ids) if (!rows.some((row) => row.id === id)) failAt(file, ['rows'], `row "${id}" is missing`);
  rows.forEach((row, i) => {
    if (!ids.includes(row.id)) failAt(file, ['rows', i, 'id'], `row "${row.id}" does not exist${didYouMean(row.id, ids)}`);
  });
}

function known(file: ReadRuleFile<unknown>, path: ContentPath, ids: Iterable<string>, id: string): void {
  const all = [...ids];
  if (!all.includes(id)) failAt(file, path, `"${id}" does not exist${didYouMean(id, all)}`);
}

function checkSafety({ safety }: TableFiles): void {
  const { rows } = safety.content;
  complete(safety, rows, SAFETY_IDS);
  rows.forEach((row, i) => {
    const emergency = EMERGENCY_SAFETY.includes(row.id);
    if (emergency !== (row.level === 'emergency'))
      failAt(safety, ['rows', i, 'level'], `${row.id} is ${emergency ? 'an' : 'no'} emergency (T01)`);
  });
}

function checkTriage({ triage }: TableFiles): void {
  const { rows, scopes, order } = triage.content;
  complete(triage, rows, TRIAGE_IDS);
  for (const level of TRIAGE_LEVELS) if (!order.includes(level)) failAt(triage, ['order'], `level "${level}" is missing`);
  rows.forEach((row, i) => {
    const above = rows.slice(0, i).map((other) => other.id);
    row.unless.forEach((id, j) => known(triage, ['rows', i, 'unless', j], above, id));
    const named: readonly string[] = row.when.match(/\bT\d\d\b/g) ?? [];
    for (const id of named) known(triage, ['rows', i, 'when'], above, id);
  });
  scopes.forEach((scope, i) => scope.keep.forEach((id, j) => known(triage, ['scopes', i, 'keep', j], TRIAGE_IDS, id)));
}

function checkOutcome({ outcome }: TableFiles): void {
  const { rows } = outcome.content;
  firstMatch(outcome, rows, ['rows']);
  const last = rows.length - 1;
  if (rows[last]?.when !== 'true') failAt(outcome, ['rows', last], 'the last row must always hold (when: "true")');
}

function checkServices({ services }: TableFiles): void {
  const { burdens, scopes, rows } = services.content;
  complete(services, rows, SERVICE_CODES);
  burdens.forEach((id, i) => known(services, ['burdens', i], TRIAGE_IDS, id));
  scopes.forEach((scope, i) => {
    for (const code of Object.keys(scope.services)) known(services, ['scopes', i, 'services', code], SERVICE_CODES, code);
  });
}

function checkBenefits({ benefits }: TableFiles): void {
  const { rows } = benefits.content;
  const ids = rows.map((row) => row.id);
  rows.forEach((row, i) => {
    row.with.forEach((id, j) => known(benefits, ['rows', i, 'with', j], ids, id));
    if (row.likely === null && row.possible === null) failAt(benefits, ['rows', i], `row "${row.id}" never counts: it has no condition`);
  });
}

function checkHelplines({ helplines }: TableFiles): void {
  const { numbers, sets } = helplines.content;
  const all = numbers.map((row) => row.number);
  all.forEach((number, i) => {
    if (all.indexOf(number) !== i) failAt(helplines, ['numbers', i], `number ${number} is there twice`);
  });
  once(helplines, sets, ['sets']);
  sets.forEach((set, i) => set.numbers.forEach((row, j) => known(helplines, ['sets', i, 'numbers', j], all, row.number)));
}
