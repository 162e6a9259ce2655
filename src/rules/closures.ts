import type { ASTNode } from '@marcbachmann/cel-js';
import type { FactTable } from './fact-table.ts';
import { FITS, FOUND, literalOf, type Test, type Value } from './fact-values.ts';
import { quickAtomOf, quickFlagOf } from './quick-atoms.ts';
import type { Facts, Found } from './types.ts';

type Read = (facts: Facts, found?: Found) => Value | undefined;

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
      const quick = quickFlagOf(node.args, table, negated);
      if (quick) return quick;
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
  const quick = quickAtomOf({ op: node.op, left, right, negated }, table);
  if (quick) return quick;
  const [a, b] = [valueOf(left, table), valueOf(right, table)];
  return (facts, found) => {
    const x = a(facts, found);
    if (x === undefined) return false;
    const y = b(facts, found);
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
      return (facts, found) => (read(facts, found) as readonly string[] | undefined)?.length;
    }
    case 'id':
      return factReader(node.args, table);
    default:
      throw new Error(`"${node.op}" was let through`);
  }
}

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
