import type { ASTNode } from '@marcbachmann/cel-js';
import type { FactDeclaration, FactTable } from './fact-table.ts';
import type { Facts, FactValue } from './types.ts';

type Test = (facts: Facts) => boolean;
type Value = string | number | boolean | readonly string[];
type Read = (facts: Facts) => Value | undefined;

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
      return (node.op === '&&') === negated ? (facts) => left(facts) || right(facts) : (facts) => left(facts) && right(facts);
    }
    case '!_':
      return closureOf(node.args, table, !negated);
    case 'value': {
      const holds = (node.args === true) !== negated;
      return () => holds;
    }
    case 'id': {
      const read = factReader(node.args, table);
      return (facts) => {
        const value = read(facts);
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
    return negated ? holds : (facts) => !holds(facts);
  }
  const read = valueOf(only, table);
  return (name === 'known') === negated ? (facts) => read(facts) === undefined : (facts) => read(facts) !== undefined;
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
  const [a, b] = [valueOf(left, table), valueOf(right, table)];
  return (facts) => {
    const x = a(facts);
    if (x === undefined) return false;
    const y = b(facts);
    return y !== undefined && compare(x, y) !== negated;
  };
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
      return (facts) => (read(facts) as readonly string[] | undefined)?.length;
    }
    case 'id':
      return factReader(node.args, table);
    default:
      throw new Error(`"${node.op}" was let through`);
  }
}

const literalOf = (value: unknown): Value => (typeof value === 'bigint' ? Number(value) : typeof value === 'boolean' ? value : String(value));

/** Reads a fact; one of the wrong type counts as unknown, and a preset stands in for an unknown one. */
function factReader(name: string, table: FactTable): Read {
  const declaration = table[name];
  if (!declaration) throw new Error(`the fact "${name}" was let through`);
  const fits = FITS[declaration.type];
  const preset = declaration.preset !== undefined && fits(declaration.preset) ? (declaration.preset as Value) : undefined;
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
