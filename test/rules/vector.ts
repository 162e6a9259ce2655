import { isDeepStrictEqual } from 'node:util';
import type { Facts, RuleBook } from '../../src/rules/index.ts';
import { vectors } from './book.ts';

/** One family's facts and what the tables must make of them; only the named parts are held against it. */
export interface Vector {
  readonly title: string;
  readonly base: string;
  readonly facts: Facts;
  /** S-ids that numbers are asked for. */
  readonly ids?: readonly string[];
  readonly expect: {
    readonly safety?: readonly string[];
    readonly level?: string | null;
    readonly reasons?: readonly string[];
    readonly outcome?: string;
    readonly services?: readonly string[];
    readonly likely?: readonly string[];
    readonly possible?: readonly string[];
    readonly benefit?: readonly [id: string, place: 'likely' | 'possible' | 'none'];
    readonly numbers?: readonly string[];
  };
}

const { bases, vectors: list } = vectors<{ bases: Record<string, Facts>; vectors: Vector[] }>('assess');

export const VECTORS: readonly Vector[] = list;

/** What the book says, cut to the parts that the vector names. */
export function answerOf(book: RuleBook, vector: Vector): Vector['expect'] {
  const facts: Facts = { ...bases[vector.base], ...vector.facts };
  const assessed = book.assess(facts);
  const { likely, possible } = assessed.benefits;
  const id = vector.expect.benefit?.[0] ?? '';
  const whole: Required<Vector['expect']> = {
    safety: book.safety(facts).map((reason) => reason.id),
    level: assessed.level,
    reasons: assessed.reasons.map((reason) => reason.id),
    outcome: assessed.outcome,
    services: assessed.services,
    likely,
    possible,
    benefit: [id, likely.includes(id) ? 'likely' : possible.includes(id) ? 'possible' : 'none'],
    numbers: book.helplines(vector.ids ?? [], facts),
  };
  return Object.fromEntries(Object.entries(whole).filter(([part]) => part in vector.expect));
}

export function holds(book: RuleBook, vector: Vector): boolean {
  return isDeepStrictEqual(answerOf(book, vector), vector.expect);
}
