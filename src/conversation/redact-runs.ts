import type { Signs } from './redact-digits.ts';

/** Digits written together. */
export interface Group {
  readonly digits: string;
  readonly start: number;
  readonly end: number;
  /** Where the group ends without its last sign, when that is the word for 2 and may be the copula that follows a number. */
  readonly shortEnd: number | null;
  /** The separators before it within its run, without blanks around a dash; empty for the first group. */
  readonly before: string;
}

/** Groups with nothing but a few separators between them. */
export interface Run {
  readonly groups: readonly Group[];
  /** A plus sign stands directly before the first digit. */
  readonly plus: boolean;
  /** The few signs before the first and after the last digit, as typed. */
  readonly lead: string;
  readonly after: string;
}

/** More separators than this in a row end a run. */
const MAX_SEPARATORS = 5;

/**
 * Runs of digit groups, in order. A colon ends a run (a time of day), and so does a word.
 *
 * @param fewest Runs of fewer digits are left out.
 */
export function runsOf({ forms, starts, ends }: Signs, text: string, fewest: number): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < forms.length; i += 1) {
    if (forms[i]?.kind !== 'digit') continue;
    const groups: Group[] = [];
    const plus = forms[i - 1]?.kind === 'plus';
    let before = '';
    let end = i;
    let digits = 0;
    while (forms[i]?.kind === 'digit') {
      const first = i;
      while (forms[i]?.kind === 'digit') i += 1;
      digits += i - first;
      end = i;
      const last = forms[i - 1];
      groups.push({
        digits: digitsOf(forms, first, i),
        start: starts[first] ?? 0,
        end: ends[i - 1] ?? 0,
        shortEnd: i - first > 1 && last?.spelled === true && last.sign === '2' ? (ends[i - 2] ?? null) : null,
        before,
      });
      const gap = i;
      while (forms[i]?.kind === 'separator' && i - gap < MAX_SEPARATORS && forms[i]?.sign !== ':') i += 1;
      before = separatorOf(forms, gap, i);
      if (forms[i]?.kind !== 'digit') i = end;
    }
    i = end - 1;
    if (digits < fewest) continue;
    const last = groups.at(-1)?.end ?? 0;
    const start = groups[0]?.start ?? 0;
    runs.push({ groups, plus, lead: text.slice(Math.max(0, start - 4), start), after: text.slice(last, last + 6) });
  }
  return runs;
}

/** A long string is put together at once: one that grows sign by sign is costly to read. */
const MOST_AT_ONCE = 4_096;
const codes = new Uint16Array(MOST_AT_ONCE);

function digitsOf(forms: Signs['forms'], first: number, end: number): string {
  if (end - first === 1) return forms[first]?.sign ?? '';
  let digits = '';
  for (let from = first; from < end; from += MOST_AT_ONCE) {
    const to = Math.min(end, from + MOST_AT_ONCE);
    for (let i = from; i < to; i += 1) codes[i - from] = forms[i]?.sign.charCodeAt(0) ?? 0;
    digits += String.fromCharCode.apply(null, codes.subarray(0, to - from) as unknown as number[]);
  }
  return digits;
}

function separatorOf(forms: Signs['forms'], first: number, end: number): string {
  if (first === end) return '';
  let all = '';
  for (let i = first; i < end; i += 1) all += forms[i]?.sign ?? '';
  return all.trim() || ' ';
}
