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
  const at = lists.map(() => 0);
  const latest: (Spot | undefined)[] = lists.map(() => undefined);
  for (;;) {
    const part = nextPart(lists, at);
    if (part === -1) return false;
    latest[part] = lists[part]?.[at[part] ?? 0];
    at[part] = (at[part] ?? 0) + 1;
    if (pattern.order !== 'any') for (let later = part + 1; later < latest.length; later += 1) latest[later] = undefined;
    const match = together(pattern, latest, text);
    if (match && met(match)) return true;
  }
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

function together(pattern: Pattern, latest: readonly (Spot | undefined)[], text: string): Match | null {
  const parts: Spot[] = [];
  for (const spot of latest) {
    if (!spot) return null;
    parts.push(spot);
  }
  const inOrder = pattern.order === 'any' ? [...parts].sort((a, b) => a.start - b.start) : parts;
  const near = pattern.order === 'next' ? NEXT : pattern.near;
  for (let i = 1; i < inOrder.length; i += 1) {
    const before = inOrder[i - 1] as Spot;
    const after = inOrder[i] as Spot;
    if (pattern.order !== 'any' && after.start < before.end) return null;
    if (distance(text, before.end, after.start, near) > near) return null;
  }
  const head = parts[pattern.head] ?? (parts[0] as Spot);
  return { start: inOrder[0]?.start ?? 0, end: Math.max(...parts.map((part) => part.end)), head, parts };
}

function distance(text: string, from: number, to: number, near: number): number {
  if (to - from > near) return to - from;
  let units = Math.max(0, to - from);
  for (let i = from; i < to; i += 1) if (text[i] === '.' || text[i] === '?') units += SENTENCE_END;
  return units;
}
