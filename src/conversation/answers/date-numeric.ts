import { isDay } from '../../rules/dates.ts';
import type { Lang, PlainDate } from '../types.ts';
import { commonYear, type LooseNumber, type SaidDate } from './date-read.ts';

/** Languages that write the month before the day; the others write the day first, and English does either. */
const MONTH_FIRST: ReadonlySet<Lang> = new Set(['ko', 'ja', 'zh-CN', 'mn']);
const SEPARATORS = /^[-/.,]?$/u;
/** A year of two digits is read only this close to the present. */
const YEARS_BACK = 12;
const YEARS_AHEAD = 2;

type Reading = readonly [year: number | null, month: number, day: number];

/**
 * Gives the loose numbers of a text their places: 15/3/2027, 27.3.15, 5/6, 20270315, "15 March 2027". Numbers that could be
 * read in two ways are a conflict.
 */
export function placeLooseNumbers(said: SaidDate, lang: Lang, today: PlainDate): void {
  const { loose } = said;
  if (loose.length === 0) return;
  const isComplete = said.month !== null && said.day !== null;
  const rest = loose.splice(0).filter((number) => !(isComplete && number.foreign));
  if (rest.length === 0 || isHour(said, rest)) return;
  if (said.month !== null) besideMonth(said, rest, lang, today);
  else if (rest.length === 1 && rest[0]) alone(said, rest[0], lang, today);
  else if (isWeeksAndDays(rest)) {
    said.weeks = rest[0]?.value ?? null;
    said.days = rest[1]?.value ?? null;
  } else if (rest.length > 3 || rest.slice(1).some((number) => !SEPARATORS.test(number.before.trim()))) said.conflict = true;
  else take(said, rest.length === 2 ? pairs(said, rest, lang) : triples(rest, lang, today));
}

/** The hour of a day that was told without a date: "yesterday at 5", "today 5:30". */
function isHour({ dayShift, month, monthShift }: SaidDate, [hour, minute, ...more]: readonly LooseNumber[]): boolean {
  if (dayShift === null || month !== null || monthShift !== null || hour === undefined || hour.value > 24 || more.length > 0) return false;
  return minute === undefined ? dayShift < 0 || hour.foreign : minute.before.trim() === ':' && minute.value < 60;
}

function besideMonth(said: SaidDate, rest: readonly LooseNumber[], lang: Lang, today: PlainDate): void {
  for (const number of rest) {
    const isYear = number.digits === 4 || number.value >= 1900 || (lang === 'th' && number.value >= 60);
    if (!isYear && said.day === null && number.value <= 31) said.day = number.value;
    else if (said.year === null && said.yearShift === null) said.year = yearNear(number, lang, today) ?? conflict(said);
    else said.conflict = true;
  }
}

/** The year of a number; one of two digits only close to the present. */
function yearNear(number: LooseNumber, lang: Lang, today: PlainDate): number | null {
  const year = commonYear(number.value, number.digits, lang === 'th');
  return number.digits === 4 || (isNear(year, today) && /^[,.]?$/u.test(number.before.trim())) ? year : null;
}

function conflict(said: SaidDate): null {
  said.conflict = true;
  return null;
}

/** One number without a unit: a whole date in one piece, the day of a month that was said, or nothing certain. */
function alone(said: SaidDate, number: LooseNumber, lang: Lang, today: PlainDate): void {
  const typed = String(number.value).padStart(number.digits, '0');
  const parts = (...ends: readonly number[]): LooseNumber[] =>
    ends.map((end, i) => {
      const piece = typed.slice(ends[i - 1] ?? 0, end);
      return { value: Number(piece), digits: piece.length, before: '', foreign: false };
    });
  if (number.digits === 8) {
    const readings = [...triples(parts(4, 6, 8), lang, today), ...triples(parts(2, 4, 8), lang, today)];
    take(
      said,
      readings.filter(([year]) => isNear(year, today)),
    );
  } else if (number.digits === 6) take(said, triples(parts(2, 4, 6), lang, today));
  else if (number.value <= 31 && said.monthShift !== null) said.day = number.value;
  else said.conflict = true;
}

/** 32+3 */
function isWeeksAndDays([weeks, days, ...more]: readonly LooseNumber[]): boolean {
  return (
    weeks !== undefined &&
    days !== undefined &&
    more.length === 0 &&
    days.before.trim() === '+' &&
    weeks.value >= 4 &&
    weeks.value <= 44 &&
    days.value <= 6
  );
}

function pairs(said: SaidDate, [a, b]: readonly LooseNumber[], lang: Lang): Reading[] {
  if (!a || !b || b.before.trim() === ',') return [];
  const year = said.year;
  if (a.digits === 4 || b.digits === 4) return [];
  return inOrder(lang, a.value, b.value).map(([month, day]) => [year, month, day] as const);
}

function triples([a, b, c]: readonly LooseNumber[], lang: Lang, today: PlainDate): Reading[] {
  if (!a || !b || !c) return [];
  const isThai = lang === 'th';
  const readings: Reading[] = [];
  const add = (year: LooseNumber, orders: readonly (readonly [number, number])[]): void => {
    const value = commonYear(year.value, year.digits, isThai);
    if (value === null || (year.digits < 4 && !isNear(value, today))) return;
    for (const [month, day] of orders) readings.push([value, month, day]);
  };
  const yearFirst = (): void => add(a, isReal(b.value, c.value) ? [[b.value, c.value]] : [[c.value, b.value]]);
  const yearLast = (): void => add(c, inOrder(lang, a.value, b.value));
  if (a.value >= 1900 || a.digits === 4) yearFirst();
  else if (c.value >= 1900 || c.digits === 4) yearLast();
  else if (MONTH_FIRST.has(lang)) {
    yearFirst();
    if (!readings.some(isPossible)) yearLast();
  } else {
    yearLast();
    if (!readings.some(isPossible) && lang !== 'en') yearFirst();
  }
  return readings;
}

/** Month and day in the order of the language; the other way round when only that makes a day; both in English. */
function inOrder(lang: Lang, a: number, b: number): readonly (readonly [number, number])[] {
  const monthFirst = [a, b] as const;
  const dayFirst = [b, a] as const;
  if (lang === 'en') return [monthFirst, dayFirst];
  const [usual, other] = MONTH_FIRST.has(lang) ? [monthFirst, dayFirst] : [dayFirst, monthFirst];
  return isReal(...usual) ? [usual] : [other];
}

function isReal(month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

function isPossible([year, month, day]: Reading): boolean {
  // Without a year, 29 February may be meant.
  const text = `${year ?? 2024}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return isReal(month, day) && isDay(text);
}

function isNear(year: number | null, today: PlainDate): boolean {
  const present = Number(today.slice(0, 4));
  return year !== null && year >= present - YEARS_BACK && year <= present + YEARS_AHEAD;
}

/** The only reading that is a day; none or several different ones are a conflict. */
function take(said: SaidDate, readings: readonly Reading[]): void {
  const possible = new Map(readings.filter(isPossible).map((reading) => [reading.join('-'), reading]));
  const [only] = possible.values();
  if (possible.size !== 1 || !only) {
    said.conflict = true;
    return;
  }
  const [year, month, day] = only;
  if (year !== null) said.year = year;
  said.month = month;
  said.day = day;
}
