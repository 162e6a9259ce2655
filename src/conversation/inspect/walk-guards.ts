import type { Condition, Facts } from '../../rules/types.ts';
import type { CompiledFlow, CompiledQuestion, Program } from '../program.ts';

/** The guards of a program, each wording once, and which of them decide in which flow. */
export interface Guards {
  readonly all: readonly Condition[];
  /** Places in `all` of the guards that decide while a flow runs. */
  readonly of: ReadonlyMap<string, readonly number[]>;
}

export function guardsOf(program: Program): Guards {
  const all: Condition[] = [];
  const places = new Map<string, number>();
  const placeOf = (condition: Condition): number => {
    const known = places.get(condition.source);
    if (known !== undefined) return known;
    places.set(condition.source, all.length);
    return all.push(condition) - 1;
  };
  const of = new Map<string, readonly number[]>();
  for (const flow of program.flows.values()) of.set(flow.id, [...new Set(conditionsOf(flow, program.questions).map(placeOf))]);
  return { all, of };
}

function conditionsOf(flow: CompiledFlow, questions: ReadonlyMap<string, CompiledQuestion>): Condition[] {
  const found: (Condition | null)[] = [];
  for (const path of flow.paths) {
    found.push(path.when);
    for (const item of path.ask) {
      const question = questions.get(item.question);
      found.push(
        ...item.when,
        ...(question?.options ?? []).map((option) => option.when),
        ...(question?.variants ?? []).map((variant) => variant.when),
      );
    }
  }
  for (const row of [...flow.says, ...flow.ends, ...flow.then, ...flow.next]) found.push(row.when);
  return found.filter((condition) => condition !== null);
}

/** How each guard stands with these facts. */
export const outcomes = (guards: Guards, facts: Facts): Uint8Array => Uint8Array.from(guards.all, (guard) => (guard.test(facts) ? 1 : 0));

/**
 * Remembers which outcomes of guards were seen together. A state is new when it shows two guards of its flow in a pair of
 * outcomes, or one guard of another flow in an outcome, that its place has not seen: so every pair of decisions is met
 * without trying every combination of all.
 */
export class SeenOutcomes {
  readonly #guards: Guards;
  readonly #pairs = new Map<string, Set<number>>();

  constructor(guards: Guards) {
    this.#guards = guards;
  }

  /** Whether something here is new; remembers it. */
  add(place: string, flow: string, seen: Uint8Array): boolean {
    let known = this.#pairs.get(place);
    if (!known) this.#pairs.set(place, (known = new Set()));
    const before = known.size;
    const own = this.#guards.of.get(flow) ?? [];
    const { length } = seen;
    for (let i = 0; i < length; i += 1) known.add((i * length + i) * 4 + (seen[i] ?? 0));
    for (const [n, i] of own.entries()) {
      for (const j of own.slice(n + 1)) known.add((i * length + j) * 4 + (seen[i] ?? 0) * 2 + (seen[j] ?? 0));
    }
    return known.size > before;
  }
}
