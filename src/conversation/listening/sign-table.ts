import type { Sign } from './compile.ts';
import type { PartId } from './vocabulary.ts';

/** All signs as they are asked for: by the part of each that the fewest signs have. */
export interface SignTable {
  /** Signs of a part begin here; they end where those of the next part begin. */
  readonly starts: Int32Array;
  readonly signs: readonly Sign[];
  /** The other parts of each sign begin here; they end where those of the next sign begin. */
  readonly othersAt: Int32Array;
  readonly others: Int32Array;
  /** A number for what each sign means: once that is heard, other signs of it need not be looked at. One more is the same said firmly. */
  readonly meanings: Uint16Array;
  readonly meaningCount: number;
}

/** @param size How many parts there are. */
export function signTableOf(signs: readonly Sign[], size: number): SignTable {
  const rarest = rarestPart(signs);
  const order = signs.map((sign) => ({ sign, part: rarest(sign) })).sort((a, b) => a.part - b.part);
  const starts = new Int32Array(size + 1);
  for (const { part } of order) starts[part + 1] = (starts[part + 1] ?? 0) + 1;
  for (let part = 0; part < size; part += 1) starts[part + 1] = (starts[part + 1] ?? 0) + (starts[part] ?? 0);
  const others: PartId[] = [];
  const othersAt = new Int32Array(order.length + 1);
  const numbers = new Map<string, number>();
  const meanings = new Uint16Array(order.length);
  order.forEach(({ sign, part }, i) => {
    others.push(...sign.pattern.parts.filter((one) => one !== part));
    othersAt[i + 1] = others.length;
    const name = `${sign.kind} ${sign.id}`;
    const number = numbers.get(name) ?? 2 * numbers.size;
    numbers.set(name, number);
    meanings[i] = number + (sign.firm ? 1 : 0);
  });
  return {
    starts,
    signs: order.map(({ sign }) => sign),
    othersAt,
    others: Int32Array.from(others),
    meanings,
    meaningCount: 2 * numbers.size,
  };
}

function rarestPart(signs: readonly Sign[]): (sign: Sign) => PartId {
  const uses = new Map<PartId, number>();
  for (const { pattern } of signs) for (const part of pattern.parts) uses.set(part, (uses.get(part) ?? 0) + 1);
  return ({ pattern }) => [...pattern.parts].sort((a, b) => (uses.get(a) ?? 0) - (uses.get(b) ?? 0))[0] ?? -1;
}
