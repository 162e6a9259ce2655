import type { PartId, Spot, Spots } from './vocabulary.ts';

/** A phrase whose parts are numbers of the vocabulary. */
export interface Pattern {
  readonly parts: readonly PartId[];
  readonly order: 'any' | 'then' | 'next';
  readonly head: number;
  /** Most units between neighbouring parts. */
  readonly near: number;
}

/** Where a pattern was found: the whole of it, its parts, and the one that a negation would deny. */
export interface Match extends Spot {
  readonly head: Spot;
  readonly parts: readonly Spot[];
}

/** The end of a sentence between two parts counts as so many units more. */
const SENTENCE_END = 12;
/** A part that is "right after" may have a particle or a blank before it. */
const NEXT = 2;

/** Calls `met` for each place where the pattern is met until that says true. Linear in the spots of its parts. */
export function findPattern(pattern: Pattern, spots: Spots, text: string, met: (match: Match) => boolean): boolean {
  const [first] = pattern.parts;
  if (pattern.parts.length === 1) {
    for (const spot of spots.get(first ?? -1) ?? []) if (met({ ...spot, head: spot, parts: [spot] })) return true;
    return false;
  }
  const lists = pattern.parts.map((part) => spots.get(part) ?? []);
  if (lists.some((list) => list.length === 0)) return false;
  return pattern.order === 'any' ? findTogether(pattern, lists, text, met) : findInOrder(pattern, lists, text, met);
}

/** Parts in any order: the latest of each. */
function findTogether(pattern: Pattern, lists: readonly (readonly Spot[])[], text: string, met: (match: Match) => boolean): boolean {
  const at = lists.map(() => 0);
  const latest: (Spot | undefined)[] = lists.map(() => undefined);
  for (;;) {
    const part = nextPart(lists, at);
    if (part === -1) return false;
    latest[part] = lists[part]?.[at[part] ?? 0];
    at[part] = (at[part] ?? 0) + 1;
    const parts = latest.filter((spot) => spot !== undefined);
    if (parts.length < lists.length) continue;
    if (
      isNear(
        pattern,
        parts.toSorted((a, b) => a.start - b.start),
        text,
      ) &&
      met(matchOf(pattern, parts))
    )
      return true;
  }
}

/** Parts in their order: each continues one of the two latest beginnings, because a short word may hide in a longer one. */
function findInOrder(pattern: Pattern, lists: readonly (readonly Spot[])[], text: string, met: (match: Match) => boolean): boolean {
  const at = lists.map(() => 0);
  const begun: Spot[][][] = lists.map(() => []);
  for (;;) {
    const part = nextPart(lists, at);
    if (part === -1) return false;
    const spot = lists[part]?.[at[part] ?? 0] as Spot;
    at[part] = (at[part] ?? 0) + 1;
    const chain = part === 0 ? [spot] : continued(begun[part - 1] ?? [], spot, pattern, text);
    if (!chain) continue;
    if (part === lists.length - 1) {
      if (met(matchOf(pattern, chain))) return true;
    } else begun[part] = [chain, ...(begun[part] ?? []).slice(0, 1)];
  }
}

function continued(begun: readonly Spot[][], spot: Spot, pattern: Pattern, text: string): Spot[] | null {
  for (const chain of begun) {
    const last = chain.at(-1) as Spot;
    if (last.end <= spot.start && isNear(pattern, [last, spot], text)) return [...chain, spot];
  }
  return null;
}

/** Index of the list whose next spot comes first, or -1 at the end. */
function nextPart(lists: readonly (readonly Spot[])[], at: readonly number[]): number {
  let best = -1;
  let start = Number.POSITIVE_INFINITY;
  lists.forEach((list, i) => {
    const spot = list[at[i] ?? 0];
    if (spot && spot.start < start) {
      best = i;
      start = spot.start;
    }
  });
  return best;
}

function matchOf(pattern: Pattern, parts: readonly Spot[]): Match {
  return {
    start: Math.min(...parts.map((part) => part.start)),
    end: Math.max(...parts.map((part) => part.end)),
    head: parts[pattern.head] ?? (parts[0] as Spot),
    parts,
  };
}

/** @param parts In the order of the text. */
function isNear(pattern: Pattern, parts: readonly Spot[], text: string): boolean {
  const near = pattern.order === 'next' ? NEXT : pattern.near;
  for (let i = 1; i < parts.length; i += 1) {
    const from = parts[i - 1]?.end ?? 0;
    if (distance(text, from, parts[i]?.start ?? 0, near) > near) return false;
  }
  return true;
}

function distance(text: string, from: number, to: number, near: number): number {
  if (to - from > near) return to - from;
  let units = Math.max(0, to - from);
  for (let i = from; i < to; i += 1) if (text[i] === '.' || text[i] === '?') units += SENTENCE_END;
  return units;
}
