/** A row that begins on a day. Of an id that appears more than once one row counts at a time. */
export interface Dated {
  readonly id: string;
  readonly from: string;
}

/** The rows in force on a day, in the order of the table. Without a day: the newest of each id. */
export type InForce<T> = (today: string | null) => readonly T[];

/**
 * Of each id the row whose `from` is the latest not after the day counts; before all of them the first begins early, so
 * that a rule is never missing. The answers are made once: a day only chooses among them.
 */
export function inForce<T extends Dated>(rows: readonly T[]): InForce<T> {
  const byId = new Map<string, T[]>();
  for (const row of rows) byId.set(row.id, [...(byId.get(row.id) ?? []), row]);
  for (const versions of byId.values()) versions.sort((a, b) => (a.from < b.from ? -1 : 1));
  const changes = [...new Set([...byId.values()].flatMap((versions) => versions.slice(1).map((row) => row.from)))].sort();
  const at = (today: string): readonly T[] =>
    [...byId.values()].flatMap((versions) => versions.findLast((row) => row.from <= today) ?? versions.slice(0, 1));
  const spans = ['', ...changes].map((from) => ({ from, rows: at(from) }));
  const newest = spans.at(-1)?.rows ?? [];
  if (spans.length === 1) return () => newest;
  return (today) => (today === null ? newest : (spans.findLast((span) => span.from <= today)?.rows ?? newest));
}
