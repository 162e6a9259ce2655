import type { ContentFile, ContentPath } from '../../rules/content-file.ts';
import { Findings, type Inspection } from './finding.ts';

/** What stands for "I do not know" where a source should stand. */
const NO_SOURCE = /^\W*(?:to be (?:done|found|added)|unknown|none|tbd|n\/a|\?+|-+)?\W*$/iu;

/** A rule of which nobody can say where it comes from. Looks at the files as they are, also when they do not load. */
export function missingSource(rules: readonly ContentFile[]): Inspection {
  const findings = new Findings('missing-source');
  for (const file of rules) {
    for (const { path, row } of rulesIn(file.value, [])) {
      const source = row['source'];
      const told = typeof source === 'string' && !NO_SOURCE.test(source);
      findings.check(told ? null : `${nameOf(row)} does not say where it comes from`, () => ({ file: file.name, line: file.lineOf(path) }));
    }
  }
  return findings.all;
}

type Row = Readonly<Record<string, unknown>>;

const nameOf = (row: Row): string => ['rule', row['id'], row['number']].filter((part) => typeof part === 'string').join(' ');

/** Everything that reads as a rule: it has a sentence for people, or is a helpline. */
function rulesIn(value: unknown, path: ContentPath): { readonly path: ContentPath; readonly row: Row }[] {
  if (typeof value !== 'object' || value === null) return [];
  const row = value as Row;
  const own = 'sentence' in row || ('number' in row && 'review_by' in row) ? [{ path, row }] : [];
  const inner = Object.entries(row).flatMap(([name, one]) => rulesIn(one, [...path, Array.isArray(value) ? Number(name) : name]));
  return [...own, ...inner];
}
