import { numberAt, type SaidNumber } from './number-words.ts';
import type { Lang } from '../types.ts';
import type { Token } from './text-scan.ts';

/** Tags of date words that say something by their being there. */
const FLAGS = [
  'ago',
  'after',
  'left',
  'old',
  'pregnant',
  'period',
  'lunar',
  'solar',
  'hundred_days',
  'first_birthday',
  'vague',
  'half',
  'unknown',
] as const;
export type DateFlag = (typeof FLAGS)[number];

/** A number that had no unit, and the signs between it and the one before. */
export interface LooseNumber {
  readonly value: number;
  readonly digits: number;
  readonly before: string;
  /** Something that is no unit of time follows directly: 3시, 2kg. */
  readonly foreign: boolean;
}

/** What a text says about a date, before it is known which day that makes. */
export interface SaidDate {
  /** Common era; null when none was said. */
  year: number | null;
  month: number | null;
  day: number | null;
  /** Next year is 1, last month is -1, the day before yesterday is -2. */
  yearShift: number | null;
  monthShift: number | null;
  dayShift: number | null;
  /** Lengths of time: 32 weeks, 5 months, 3 days. */
  years: number | null;
  months: number | null;
  weeks: number | null;
  days: number | null;
  readonly loose: LooseNumber[];
  readonly flags: Set<DateFlag>;
  /** Two different things were said for one part. */
  conflict: boolean;
}

type Part = 'year' | 'month' | 'day' | 'yearShift' | 'monthShift' | 'dayShift' | 'years' | 'months' | 'weeks' | 'days';

const SHIFTS: Readonly<Record<string, readonly ['yearShift' | 'monthShift' | 'dayShift', number]>> = {
  next_year: ['yearShift', 1],
  this_year: ['yearShift', 0],
  last_year: ['yearShift', -1],
  next_month: ['monthShift', 1],
  month_after_next: ['monthShift', 2],
  this_month: ['monthShift', 0],
  last_month: ['monthShift', -1],
  before_last_month: ['monthShift', -2],
  today: ['dayShift', 0],
  yesterday: ['dayShift', -1],
  two_days_ago: ['dayShift', -2],
  three_days_ago: ['dayShift', -3],
  tomorrow: ['dayShift', 1],
  in_two_days: ['dayShift', 2],
};

const LENGTHS = new Set(['week', 'months', 'years', 'day', 'month']);
const BUDDHIST = 543;
/** Languages in which "last month" after a number is so many months ago. */
const COUNTED: ReadonlySet<Lang> = new Set(['vi', 'th', 'km']);
/** Years of the Buddhist calendar begin here; nobody means the year 2400 of ours. */
const FIRST_BUDDHIST = 2_400;

/** Collects what the tokens of a text say. One pass; each number is taken with the unit after or before it. */
export function readDate(tokens: readonly Token[], isThai: boolean): SaidDate {
  const said: SaidDate = {
    year: null,
    month: null,
    day: null,
    yearShift: null,
    monthShift: null,
    dayShift: null,
    years: null,
    months: null,
    weeks: null,
    days: null,
    loose: [],
    flags: new Set(),
    conflict: false,
  };
  const set = (part: Part, value: number): void => {
    if (said[part] !== null && said[part] !== value) said.conflict = true;
    else said[part] = value;
  };
  const setYear = (value: number, digits: number, buddhist = false): void => {
    const year = commonYear(value, digits, isThai, buddhist);
    if (year === null) said.conflict = true;
    else set('year', year);
  };
  let before = '';
  let free = 0;
  for (let i = 0; i < tokens.length; ) {
    const number = numberAt(tokens, i);
    if (number) {
      i = takeNumber(number, i);
      free = i;
      before = '';
      continue;
    }
    const token = tokens[i];
    if (token?.kind === 'tag') takeWord(token, tokens, i);
    if (token?.kind === 'sep' || token?.kind === 'word') before += token.gap && token.kind === 'word' ? ` ${token.text}` : token.text;
    i += 1;
  }
  return said;

  /** Takes the number at `at` with its unit; gives the index to go on from. */
  function takeNumber(number: SaidNumber, at: number): number {
    const { value, digits } = number;
    const unitAt = skipLinks(tokens, number.next);
    const unit = tagAt(unitAt);
    const lead = at > free ? tagAt(at - 1) : '';
    switch (unit) {
      case 'year':
        if (lead === 'reiwa' || lead === 'heisei') set('year', value + (lead === 'reiwa' ? 2018 : 1988));
        else if (value <= 10 && digits < 2) set('years', value);
        else setYear(value, digits);
        return unitAt + 1;
      case 'years':
        set('years', value);
        return unitAt + 1;
      case 'month_after':
        takeMonth(value);
        return unitAt + 1;
      case 'months':
        // "tháng 3 tháng tuổi" does not exist; a number after a month word and before "months" is the length.
        // "дараа жилийн 5 сар": of a year that is named it is a month.
        if (said.yearShift !== null && said.month === null && value >= 1 && value <= 12) takeMonth(value);
        else set('months', value);
        return unitAt + 1;
      case 'month':
        if (lead === 'month') {
          takeMonth(value);
          return number.next;
        }
        if (lead === 'day_before' || lead === 'day' || tagAt(skipLinks(tokens, unitAt + 1)) === 'month_name') {
          set('day', value);
          return number.next;
        }
        return monthBetween(number, unitAt);
      case 'week':
        takeWeeks(value);
        return unitAt + 1;
      case 'day':
        takeDay(value);
        return unitAt + 1;
      case 'last_month':
      case 'next_month':
        if (!COUNTED.has(tokens[unitAt]?.lang ?? 'ko') || lead === 'day' || lead === 'day_before') break;
        set('months', value);
        said.flags.add(unit === 'last_month' ? 'ago' : 'after');
        return unitAt + 1;
      case 'year_before':
        if (value > 10 || digits > 1 || lead !== '' || before !== '' || !endsOrLasts(unitAt + 1)) break;
        set('years', value);
        return unitAt + 1;
      case 'last_week':
      case 'next_week':
        takeWeeks(value);
        said.flags.add(unit === 'last_week' ? 'ago' : 'after');
        return unitAt + 1;
      default:
        break;
    }
    if ((lead === 'month' || lead === 'month_before') && value <= 12) takeMonth(value);
    else if ((lead === 'day' || lead === 'day_before') && !isSlashed(tokens, number.next)) set('day', value);
    else if (lead === 'year' || lead === 'year_before') setYear(value, digits);
    else if (lead === 'reiwa') set('year', 2018 + value);
    else if (lead === 'buddhist') setYear(value, digits, true);
    else if (lead === 'common_era') setYear(value, digits);
    else if (before === '+' && said.weeks !== null && said.days === null && value <= 6) set('days', value);
    else said.loose.push({ value, digits, before, foreign: tokens[number.next]?.kind === 'word' && !tokens[number.next]?.gap });
    return number.next;
  }

  /** Whether no number follows, or one that is a length: "1 năm 2 tháng", but not "3 năm 2027". */
  function endsOrLasts(at: number): boolean {
    const number = numberAt(tokens, at);
    return number === null || LENGTHS.has(tagAt(skipLinks(tokens, number.next)));
  }

  /** "A year and 2 months", "год и два месяца": the year is one. */
  function areMonthsNext(at: number): boolean {
    const number = numberAt(tokens, at) ?? (tokens[at]?.kind === 'word' || tagAt(at) === 'filler' ? numberAt(tokens, at + 1) : null);
    return number !== null && number.value < 12 && tagAt(skipLinks(tokens, number.next)) === 'months';
  }

  /** "15 tháng 3" is a day and a month; "3 tháng" is a length. */
  function monthBetween(number: SaidNumber, unitAt: number): number {
    const month = numberAt(tokens, skipLinks(tokens, unitAt + 1));
    const isMonth =
      month !== null && month.value >= 1 && month.value <= 12 && month.digits <= 2 && !LENGTHS.has(tagAt(skipLinks(tokens, month.next)));
    if (!isMonth) {
      set('months', number.value);
      return unitAt + 1;
    }
    set('day', number.value);
    takeMonth(month.value);
    return month.next;
  }

  function takeMonth(value: number): void {
    if (value < 1 || value > 12) said.conflict = true;
    else set('month', value);
  }

  function takeWeeks(value: number): void {
    const last = said.loose.at(-1);
    // "32+3 weeks": the weeks stand before the sign.
    if (last && before === '+' && last.value <= 44 && value <= 6) {
      said.loose.pop();
      set('weeks', last.value);
      set('days', value);
    } else set('weeks', value);
  }

  function takeDay(value: number): void {
    if (said.month !== null || said.monthShift !== null) set('day', value);
    else set('days', value);
  }

  function takeWord(token: Token, all: readonly Token[], at: number): void {
    const { tag } = token;
    const shift = SHIFTS[tag];
    if (shift) set(shift[0], shift[1]);
    else if (tag === 'month_name') takeMonth(token.value);
    else if (tag === 'day_words') set('days', token.value);
    else if (tag === 'half_year') {
      set('years', 0);
      said.flags.add('half');
    } else if ((tag === 'years' || tag === 'year' || tag === 'year_before') && all[at + 1]?.tag === 'half') set('years', 1);
    else if ((tag === 'years' || tag === 'year') && areMonthsNext(at + 1)) set('years', 1);
    else if (tag === 'last_week' || tag === 'next_week') said.flags.add('vague');
    else if (isOneLength(tag, all[at - 1], all[at + 1])) set(tag === 'week' ? 'weeks' : 'months', 1);
    else if (tag === 'next' || tag === 'this' || tag === 'last') takeRelation(tag, all[at + 1]);
    else if (tag === 'in') {
      const number = numberAt(all, at + 1);
      if (number && LENGTHS.has(tagAt(skipLinks(all, number.next)))) said.flags.add('after');
    } else if (isFlag(tag)) said.flags.add(tag);
  }

  function takeRelation(relation: string, next: Token | undefined): void {
    const shift = relation === 'next' ? 1 : relation === 'last' ? -1 : 0;
    if (next?.tag === 'month_name' || next?.kind === 'digits') {
      // "last May" is the latest one anyway.
      if (relation !== 'last') set('yearShift', shift);
    } else if (next?.tag === 'month' || next?.tag === 'months') set('monthShift', shift);
    else if (next?.tag === 'year' || next?.tag === 'years') set('yearShift', shift);
    else if (next?.tag === 'week') said.flags.add('vague');
  }

  function tagAt(at: number): string {
    return tokens[at]?.kind === 'tag' ? (tokens[at]?.tag ?? '') : '';
  }
}

/** Index of the next token that is no politeness and no hyphen before a word ("15-mart", "3-р сар"). */
function skipLinks(tokens: readonly Token[], from: number): number {
  let i = from;
  while (tokens[i]?.tag === 'filler' || (tokens[i]?.text === '-' && tokens[i + 1]?.kind === 'tag' && tokens[i + 1]?.tag !== 'num')) i += 1;
  return i;
}

/** "a week ago", "неделю назад": one, without a number. */
function isOneLength(tag: string, before: Token | undefined, after: Token | undefined): boolean {
  const follows = after?.tag === 'ago' || after?.tag === 'old';
  return (
    (tag === 'week' || tag === 'month' || tag === 'months') &&
    follows &&
    (before === undefined || before.kind === 'word' || before.tag === 'filler')
  );
}

/** "ngày 5/6": the word stands before a whole date. */
function isSlashed(tokens: readonly Token[], at: number): boolean {
  return /^[-/.]$/u.test(tokens[at]?.text ?? '') && tokens[at + 1]?.kind === 'digits';
}

/** 2570 and, in Thai, 70 are Buddhist years; 27 is 2027. Null when it is no year. */
export function commonYear(value: number, digits: number, isThai: boolean, buddhist = false): number | null {
  if (value >= FIRST_BUDDHIST && value < FIRST_BUDDHIST + 400) return value - BUDDHIST;
  if (value >= 1900 && value < 2200) return value;
  if (value > 99 || digits === 1) return null;
  if ((isThai && value >= 60) || buddhist) return 2500 + value - BUDDHIST;
  return 2000 + value;
}

function isFlag(tag: string): tag is DateFlag {
  return (FLAGS as readonly string[]).includes(tag);
}
