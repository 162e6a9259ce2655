import type { ASTNode } from '@marcbachmann/cel-js';
import type { FactDeclaration, FactTable } from './fact-table.ts';
import type { Facts, FactValue, Found } from './types.ts';

type Test = (facts: Facts, found?: Found) => boolean;
type Value = string | number | boolean | readonly string[];
type Read = (facts: Facts, found?: Found) => Value | undefined;

/** Names that are read from what rules found out, when that is given. */
const FOUND: readonly string[] = ['safety', 'fired', 'level', 'outcome', 'services', 'burdens'] satisfies readonly (keyof Found)[];

/**
 * A checked condition as a function. Unknown makes every comparison false, negated or not (cel.ts says why); only `known`,
 * `unknown` and `unless` speak about not knowing.
 */
export function closureOf(node: ASTNode, table: FactTable, negated = false): Test {
  switch (node.op) {
    case '&&':
    case '||': {
      const left = closureOf(node.args[0], table, negated);
      const right = closureOf(node.args[1], table, negated);
      return (node.op === '&&') === negated
        ? (facts, found) => left(facts, found) || right(facts, found)
        : (facts, found) => left(facts, found) && right(facts, found);
    }
    case '!_':
      return closureOf(node.args, table, !negated);
    case 'value': {
      const holds = (node.args === true) !== negated;
      return () => holds;
    }
    case 'id': {
      const read = factReader(node.args, table);
      return (facts, found) => {
        const value = read(facts, found);
        return value !== undefined && (value === true) !== negated;
      };
    }
    case 'call':
      return callOf(node.args[0], node.args[1], table, negated);
    default:
      return atomOf(node, table, negated);
  }
}

function callOf(name: string, args: readonly ASTNode[], table: FactTable, negated: boolean): Test {
  const [only] = args;
  if (only === undefined) throw new Error(`"${name}" without an argument was let through`);
  if (name === 'unless') {
    const holds = closureOf(only, table, false);
    return negated ? holds : (facts, found) => !holds(facts, found);
  }
  const read = valueOf(only, table);
  return (name === 'known') === negated
    ? (facts, found) => read(facts, found) === undefined
    : (facts, found) => read(facts, found) !== undefined;
}

const COMPARE: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  in: (a, b) => (b as readonly Value[]).includes(a),
};

function atomOf(node: ASTNode, table: FactTable, negated: boolean): Test {
  const compare = COMPARE[node.op];
  if (!compare) throw new Error(`"${node.op}" was let through`);
  const [left, right] = node.args as [ASTNode, ASTNode];
  const quick = quickAtomOf(node.op, left, right, table, negated);
  if (quick) return quick;
  const [a, b] = [valueOf(left, table), valueOf(right, table)];
  return (facts, found) => {
    const x = a(facts, found);
    if (x === undefined) return false;
    const y = b(facts, found);
    return y !== undefined && compare(x, y) !== negated;
  };
}

/**
 * The comparisons that nearly all conditions are made of, without the detour over readers: `x == 'a'`, `x in ['a', 'b']` and
 * `'a' in x`. A value that equals a literal of the fact's own type has that type. Null where the long way is needed.
 */
function quickAtomOf(op: string, left: ASTNode, right: ASTNode, table: FactTable, negated: boolean): Test | null {
  if (op === 'in' && right.op === 'id' && left.op === 'value') {
    const name = right.args;
    const code = String(left.args);
    const preset = table[name]?.preset;
    if (table[name]?.type !== 'list' || negated || FOUND.includes(name) || (Array.isArray(preset) && preset.length > 0)) return null;
    // Most lists do not have the code: only one that has it is looked at closely.
    return (facts) => {
      const list = facts[name];
      return Array.isArray(list) ? list.includes(code) && FITS.list(list as FactValue) : false;
    };
  }
  if (left.op !== 'id' || negated || FOUND.includes(left.args)) return null;
  const name = left.args;
  const declaration = table[name];
  if (!declaration || declaration.preset !== undefined) return null;
  if (op === '==' && right.op === 'value') {
    const literal = literalOf(right.args);
    return FITS[declaration.type](literal as FactValue) ? (facts) => facts[name] === literal : null;
  }
  if (op === 'in' && right.op === 'list' && declaration.type === 'string') {
    const codes = valueOf(right, table)({}) as readonly FactValue[];
    return (facts) => codes.includes(facts[name] ?? null);
  }
  return null;
}

function valueOf(node: ASTNode, table: FactTable): Read {
  switch (node.op) {
    case 'value': {
      const value = literalOf(node.args);
      return () => value;
    }
    case '-_': {
      const value = node.args.op === 'value' ? -Number(node.args.args) : 0;
      return () => value;
    }
    case 'list': {
      const values = node.args.map((item) => (item.op === 'value' ? String(item.args) : ''));
      return () => values;
    }
    case 'call': {
      const [only] = node.args[1];
      const read = only ? valueOf(only, table) : () => undefined;
      return (facts, found) => (read(facts, found) as readonly string[] | undefined)?.length;
    }
    case 'id':
      return factReader(node.args, table);
    default:
      throw new Error(`"${node.op}" was let through`);
  }
}

const literalOf = (value: unknown): Value =>
  typeof value === 'bigint' ? Number(value) : typeof value === 'boolean' ? value : String(value);

/** Reads a fact; one of the wrong type counts as unknown, and a preset stands in for an unknown one. */
function factReader(name: string, table: FactTable): Read {
  const declaration = table[name];
  if (!declaration) throw new Error(`the fact "${name}" was let through`);
  const fits = FITS[declaration.type];
  const preset = declaration.preset !== undefined && fits(declaration.preset) ? (declaration.preset as Value) : undefined;
  if (FOUND.includes(name)) {
    return (facts, found) => {
      const value = found === undefined ? facts[name] : found[name as keyof Found];
      return fits(value) ? (value as Value) : preset;
    };
  }
  return (facts) => {
    const value = facts[name];
    return fits(value) ? (value as Value) : preset;
  };
}

const FITS: Readonly<Record<FactDeclaration['type'], (value: FactValue | undefined) => boolean>> = {
  int: (value) => Number.isSafeInteger(value),
  string: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  list: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
};
