import type { z } from 'zod';
import type { ContentFile, ContentPath } from './content-file.ts';
import { RuleError } from './errors.ts';

/** A table that fits its schema, with the way back to the lines it came from. */
export interface ReadRuleFile<T> {
  readonly name: string;
  readonly content: T;
  /** Line of the value at `path`, or of what is nearest above it. */
  lineOf(path: ContentPath): number;
}

/**
 * Holds one parsed table against its schema.
 *
 * @throws RuleError naming file and line: a missing, unknown or wrong field.
 */
export function readRuleFile<T>(file: ContentFile, schema: z.ZodType<T>): ReadRuleFile<T> {
  const parsed = schema.safeParse(file.value);
  if (parsed.success) return { name: file.name, content: parsed.data, lineOf: (path) => file.lineOf(path) };
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).filter((part): part is string | number => typeof part !== 'symbol');
  throw new RuleError(file.name, file.lineOf(path), `${path.join('.')}: ${issue?.message ?? 'invalid'}`);
}
