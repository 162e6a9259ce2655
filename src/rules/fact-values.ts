import type { FactDeclaration } from './fact-table.ts';
import type { Facts, FactValue, Found } from './types.ts';

/** A condition as it runs, and what it compares. */
export type Test = (facts: Facts, found?: Found) => boolean;
export type Value = string | number | boolean | readonly string[];

/** Names that are read from what rules found out, when that is given. */
export const FOUND: readonly string[] = ['safety', 'fired', 'level', 'outcome', 'services', 'burdens'] satisfies readonly (keyof Found)[];

export const literalOf = (value: unknown): Value =>
  typeof value === 'bigint' ? Number(value) : typeof value === 'boolean' ? value : String(value);

/** Whether a value is of the type that its fact has; any other counts as unknown. */
export const FITS: Readonly<Record<FactDeclaration['type'], (value: FactValue | undefined) => boolean>> = {
  int: (value) => Number.isSafeInteger(value),
  string: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  list: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
};
