import { conditionCompiler } from '../../rules/cel.ts';
import type { ContentFile, ContentPath } from '../../rules/content-file.ts';
import { RuleError } from '../../rules/errors.ts';
import { FACTS } from '../../rules/fact-table.ts';
import { Findings, type Inspection } from './finding.ts';

/** Fields that hold a condition; below `services` every field does. */
const CONDITIONS: ReadonlySet<string> = new Set(['when', 'likely', 'possible']);

/** A condition that names a fact or a code that does not exist, or cannot be read. Finds all of them, not the first alone. */
export function unknownFact(files: readonly ContentFile[]): Inspection {
  const findings = new Findings('unknown-fact');
  const compiler = conditionCompiler(FACTS);
  for (const file of files) {
    for (const { path, source } of conditionsIn(file.value, [])) {
      const where = { file: file.name, line: file.lineOf(path) };
      findings.check(
        problemOf(() => compiler.compile(source, where)),
        () => where,
      );
    }
  }
  return findings.all;
}

function problemOf(compile: () => unknown): string | null {
  try {
    compile();
    return null;
  } catch (error) {
    if (error instanceof RuleError) return error.message.slice(error.message.indexOf(': ') + 2);
    throw error;
  }
}

function conditionsIn(value: unknown, path: ContentPath): { readonly path: ContentPath; readonly source: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = [...path, Array.isArray(value) ? Number(name) : name];
    const isCondition = CONDITIONS.has(name) || path.at(-1) === 'services';
    return typeof inner === 'string' && isCondition ? [{ path: at, source: inner }] : conditionsIn(inner, at);
  });
}
