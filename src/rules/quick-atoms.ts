import type { ASTNode } from '@marcbachmann/cel-js';
import type { FactTable } from './fact-table.ts';
import { FITS, FOUND, literalOf, type Test, type Value } from './fact-values.ts';
import type { Facts, FactValue, Found } from './types.ts';

/**
 * The comparisons that nearly all conditions are made of, without the detour over readers (closures.ts): what they say is the
 * same, and a test holds them to it. Null where the long way is needed.
 */

interface Atom {
  readonly op: string;
  readonly left: ASTNode;
  readonly right: ASTNode;
  readonly negated: boolean;
}

/** `x == 'a'`, `x in ['a', 'b']`, `'a' in x`, `x >= 3`. A value that equals a literal of the fact's own type has that type. */
export function quickAtomOf({ op, left, right, negated }: Atom, table: FactTable): Test | null {
  if (op === 'in' && right.op === 'id' && left.op === 'value') return memberOf(right.args, String(left.args), table, negated);
  if (left.op !== 'id' || FOUND.includes(left.args)) return null;
  const name = left.args;
  const declaration = table[name];
  if (!declaration || declaration.preset !== undefined) return null;
  if (op === 'in' && right.op === 'list' && declaration.type === 'string' && !negated) {
    const codes: readonly FactValue[] = right.args.map((item) => (item.op === 'value' ? String(item.args) : ''));
    return (facts) => codes.includes(facts[name] ?? null);
  }
  if (right.op !== 'value') return null;
  const literal = literalOf(right.args);
  if (!FITS[declaration.type](literal as FactValue)) return null;
  if (op === '==' || op === '!=') return (op === '==') === negated ? otherThan(name, literal) : (facts) => facts[name] === literal;
  return declaration.type === 'int' && !negated ? orderOf(op, name, Number(literal)) : null;
}

/** A yes/no fact alone. */
export function quickFlagOf(name: string, table: FactTable, negated: boolean): Test | null {
  const declaration = table[name];
  if (declaration?.type !== 'bool' || FOUND.includes(name)) return null;
  if (!negated) return declaration.preset === true ? null : (facts) => facts[name] === true;
  if (declaration.preset === undefined) return (facts) => facts[name] === false;
  return declaration.preset === false ? (facts) => facts[name] !== true : null;
}

function memberOf(name: string, code: string, table: FactTable, negated: boolean): Test | null {
  const declaration = table[name];
  const preset = declaration?.preset;
  const isNeverUnknown = Array.isArray(preset) && preset.length === 0;
  if (declaration?.type !== 'list' || (preset !== undefined && !isNeverUnknown) || (negated && !isNeverUnknown)) return null;
  // Most lists do not have the code: only one that has it is looked at closely.
  const has = (list: FactValue | undefined): boolean => Array.isArray(list) && list.includes(code) && FITS.list(list as FactValue);
  const read: (facts: Facts, found?: Found) => FactValue | undefined = FOUND.includes(name)
    ? (facts, found) => (found === undefined ? facts[name] : found[name as keyof Found])
    : (facts) => facts[name];
  return negated ? (facts, found) => !has(read(facts, found)) : (facts, found) => has(read(facts, found));
}

function otherThan(name: string, literal: Value): Test {
  const type = typeof literal;
  return type === 'number'
    ? (facts) => facts[name] !== literal && FITS.int(facts[name])
    : (facts) => facts[name] !== literal && typeof facts[name] === type;
}

function orderOf(op: string, name: string, literal: number): Test | null {
  // What is no number at all compares as NaN, which is false; fractions are no values of ours.
  const read = (facts: Facts): number => {
    const value = facts[name];
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : Number.NaN;
  };
  switch (op) {
    case '<':
      return (facts) => read(facts) < literal;
    case '<=':
      return (facts) => read(facts) <= literal;
    case '>':
      return (facts) => read(facts) > literal;
    case '>=':
      return (facts) => read(facts) >= literal;
    default:
      return null;
  }
}
