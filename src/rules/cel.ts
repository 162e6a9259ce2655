import { type ASTNode, Environment, ParseError, serialize } from '@marcbachmann/cel-js';
import { RuleError } from './errors.ts';
import { closureOf } from './closures.ts';
import type { FactDeclaration, FactTable } from './fact-table.ts';
import { didYouMean } from './spelling.ts';
import type { Condition } from './types.ts';

/**
 * Conditions over facts, written in CEL, compiled once at load.
 *
 * A fact that is null or missing is unknown, and a condition is true only when what is known makes it true: `!` is
 * pushed down to the comparisons, and each comparison (`==` `!=` `<` `<=` `>` `>=` `in`, a yes/no fact alone) is true only
 * when every fact in it is known. So with `x` unknown both `x == 'a'` and `!(x == 'a')` are false, and `x == 'a' || b`
 * is `b`. Three forms speak about not knowing itself:
 *
 * - `known(x)`, `unknown(x)`: whether the fact has a value;
 * - `unless(c)`: `c` is not known to be true - it is false or unknown ("not a recipient" of the benefit rules).
 *
 * CEL's own parser and type checker read every condition once, at load; what runs afterwards are closures over plain values
 * (closures.ts), since a family's whole triage asks about a hundred conditions in every turn.
 *
 * Not part of the language: arithmetic, `? :`, macros, null, fractions, `in` on a string (CEL would look for a part of it).
 */

const ATOM_OPERATORS = ['==', '!=', '<', '<=', '>', '>=', 'in'];
const KNOWN = 'known_';

/** Compiles conditions over one table of facts. */
export interface ConditionCompiler {
  /** @throws RuleError naming file and line: bad syntax, a wrong type, an unknown fact, an unknown choice code. */
  compile(source: string, where: { readonly file: string; readonly line: number }): Condition;
}

export function conditionCompiler(table: FactTable): ConditionCompiler {
  const environment = new Environment();
  for (const [name, fact] of Object.entries(table)) {
    environment.registerVariable(name, fact.type === 'list' ? 'list<string>' : fact.type);
    environment.registerVariable(KNOWN + name, 'bool');
  }
  return {
    compile(source, where) {
      const fail = (message: string): never => {
        throw new RuleError(where.file, where.line, `${message} in \`${source}\``);
      };
      try {
        const walker = new Rewriter(table, fail);
        const { ast } = environment.parse(source);
        const checked = environment.parse(walker.rewrite(ast, false)).check();
        if (!checked.valid) fail(checked.error instanceof Error ? summaryOf(checked.error) : 'wrong type');
        if (checked.type !== 'bool') fail(`a condition must be true or false, this is ${checked.type}`);
        const reads = [...walker.reads].sort();
        return { source, reads, asks: asksOf(reads), test: closureOf(ast, table) };
      } catch (error) {
        if (error instanceof ParseError) return fail(error.summary);
        throw error;
      }
    },
  };
}

const FOUND_BY_TRIAGE: readonly string[] = ['fired', 'outcome', 'level'];

function asksOf(reads: readonly string[]): Condition['asks'] {
  if (reads.includes('services')) return 'services';
  return reads.some((name) => FOUND_BY_TRIAGE.includes(name)) ? 'judgement' : 'facts';
}

function summaryOf(error: Error): string {
  return 'summary' in error && typeof error.summary === 'string' ? error.summary : error.message;
}

/** Rewrites one parsed condition into CEL in which unknown is false, and collects the facts that it reads. */
class Rewriter {
  readonly reads = new Set<string>();
  readonly #table: FactTable;
  readonly #fail: (message: string) => never;

  constructor(table: FactTable, fail: (message: string) => never) {
    this.#table = table;
    this.#fail = fail;
  }

  rewrite(node: ASTNode, negated: boolean): string {
    switch (node.op) {
      case '&&':
      case '||': {
        const operator = (node.op === '&&') === negated ? '||' : '&&';
        return `(${this.rewrite(node.args[0], negated)} ${operator} ${this.rewrite(node.args[1], negated)})`;
      }
      case '!_':
        return this.rewrite(node.args, !negated);
      case 'value':
        return typeof node.args === 'boolean' ? String(node.args !== negated) : this.#fail('a value alone is no condition');
      case 'id':
        return this.#guarded([this.#fact(node, 'bool').name], serialize(node), negated);
      case 'call':
        return this.#call(node.args[0], node.args[1], negated);
      default:
        if (ATOM_OPERATORS.includes(node.op)) return this.#atom(node, negated);
        return this.#fail(`"${plainName(node.op)}" cannot be used`);
    }
  }

  #call(name: string, args: readonly ASTNode[], negated: boolean): string {
    const [only] = args;
    if (only === undefined || args.length !== 1) return this.#fail(`"${name}" takes one argument`);
    if (name === 'unless') return negated ? this.rewrite(only, false) : `!(${this.rewrite(only, false)})`;
    if (name !== 'known' && name !== 'unknown') return this.#fail(`"${name}" cannot be used`);
    const fact = this.#fact(only);
    if (fact.declaration.preset !== undefined) return this.#fail(`"${fact.name}" is never unknown`);
    return (name === 'known') === negated ? `!${KNOWN}${fact.name}` : `${KNOWN}${fact.name}`;
  }

  #atom(node: ASTNode, negated: boolean): string {
    const [left, right] = node.args as [ASTNode, ASTNode];
    if (node.op === 'in') this.#membership(left, right);
    else this.#comparison(node.op, left, right);
    return this.#guarded([...namesIn(left), ...namesIn(right)], `(${serialize(node)})`, negated);
  }

  #membership(left: ASTNode, right: ASTNode): void {
    if (right.op === 'list') {
      const fact = this.#fact(left);
      if (fact.declaration.type === 'list') this.#fail(`"${fact.name}" is a list`);
      for (const item of right.args) this.#code(fact, item);
      return;
    }
    this.#code(this.#fact(right, 'list'), left);
  }

  #comparison(operator: string, left: ASTNode, right: ASTNode): void {
    const ordered = operator !== '==' && operator !== '!=';
    for (const [side, other] of [
      [left, right],
      [right, left],
    ] as const) {
      if (side.op === 'value' || side.op === '-_') {
        this.#literal(side);
        continue;
      }
      if (side.op === 'call' && side.args[0] === 'size' && side.args[1][0] !== undefined) {
        this.#fact(side.args[1][0], 'list');
        continue;
      }
      const fact = this.#fact(side);
      if (fact.declaration.type === 'list') this.#fail(`"${fact.name}" is a list: ask with "in" or "size"`);
      if (ordered && fact.declaration.type !== 'int') this.#fail(`"${fact.name}" has no order`);
      if (other.op === 'value') this.#code(fact, other);
    }
    if (namesIn(left).length + namesIn(right).length === 0) this.#fail('no fact is compared');
  }

  /** A literal that meets a fact must be one of the fact's codes. */
  #code(fact: { readonly name: string; readonly declaration: FactDeclaration }, node: ASTNode): void {
    this.#literal(node);
    const { codes } = fact.declaration;
    if (node.op !== 'value' || typeof node.args !== 'string' || codes === undefined || codes.includes(node.args)) return;
    this.#fail(`"${fact.name}" is never "${node.args}"${didYouMean(node.args, codes)}`);
  }

  #literal(node: ASTNode): void {
    const value = node.op === '-_' ? node.args : node;
    const whole = value.op === 'value' && typeof value.args === 'bigint';
    const other = node.op === 'value' && (typeof node.args === 'string' || typeof node.args === 'boolean');
    if (!whole && !other) this.#fail('only words, whole numbers, true and false can be compared with a fact');
  }

  #fact(node: ASTNode, type?: FactDeclaration['type']): { readonly name: string; readonly declaration: FactDeclaration } {
    if (node.op !== 'id') return this.#fail('a fact is expected');
    const declaration = Object.hasOwn(this.#table, node.args) ? this.#table[node.args] : undefined;
    if (!declaration) return this.#fail(`unknown fact "${node.args}"${didYouMean(node.args, Object.keys(this.#table))}`);
    if (type !== undefined && declaration.type !== type) return this.#fail(`"${node.args}" is ${declaration.type}, not ${type}`);
    this.reads.add(node.args);
    return { name: node.args, declaration };
  }

  #guarded(names: readonly string[], atom: string, negated: boolean): string {
    const guards = [...new Set(names)].filter((name) => this.#table[name]?.preset === undefined).map((name) => KNOWN + name);
    return `(${[...guards, negated ? `!${atom}` : atom].join(' && ')})`;
  }
}

function namesIn(node: ASTNode): string[] {
  if (node.op === 'id') return [node.args];
  return node.op === 'call' ? node.args[1].flatMap(namesIn) : [];
}

function plainName(operator: string): string {
  return operator.replace(/_$/, '');
}
