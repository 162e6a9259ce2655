import type { PlainDate } from '../types.ts';
import type { AnswerContext } from './kind.ts';
import type { Lexicons } from './lexicons.ts';
import { numberAt } from './number-words.ts';
import { scan } from './text-scan.ts';

/** Bands of the question `age_band`: international age from `from` up to and with `to`. */
const BANDS = [
  { code: 'under14', from: 0, to: 13 },
  { code: '14_19', from: 14, to: 19 },
  { code: '20_24', from: 20, to: 24 },
  { code: '25_up', from: 25, to: 99 },
] as const;

/** Thai and Khmer years are this many ahead. */
const BUDDHIST = 543;
const YOUNGEST = 8;
const OLDEST = 99;
const TAGS = new Set([
  'num',
  'mul',
  'filler',
  'unit',
  'under',
  'over',
  'born',
  'thirties',
  'teenager',
  'counted',
  'and',
  'months',
  'month',
  'week',
  'day',
]);
/** Units of the age of a baby, or of a pregnancy. */
const OTHER_UNITS = new Set(['months', 'month', 'week', 'day']);

/** The band of an age that was said in the person's own way; null when no single band fits. */
export function readAgeBand(lexicons: Lexicons, folded: string, context: AnswerContext): string | null {
  const tokens = scan(lexicons.counting, folded, context.lang, (tag) => TAGS.has(tag));
  const numbers: number[] = [];
  let tag = '';
  for (let i = 0; i < tokens.length; ) {
    const number = numberAt(tokens, i);
    if (number) {
      if (OTHER_UNITS.has(tokens[number.next]?.tag ?? '')) return null;
      numbers.push(number.value);
      i = number.next;
      continue;
    }
    const token = tokens[i];
    if (token?.kind === 'tag' && ['under', 'over', 'born', 'thirties', 'teenager', 'counted'].includes(token.tag))
      tag = tag === '' ? token.tag : tag;
    i += 1;
  }
  if (tag === 'thirties' && numbers.length === 0) return '25_up';
  const [first, second, ...more] = numbers;
  if (first === undefined || more.length > 0) return null;
  const band = second === undefined ? ofOne(first, tag, context.today) : ofSpan(first, second);
  return context.options.some((option) => option.code === band) ? band : null;
}

function ofOne(value: number, tag: string, today: PlainDate): string | null {
  switch (tag) {
    case 'under':
      return value === 14 ? 'under14' : value <= 14 && value >= YOUNGEST ? 'under14' : null;
    case 'over':
      return value >= 25 && value <= OLDEST ? '25_up' : null;
    case 'born':
      return ofBirthYear(value, today);
    case 'thirties':
      // "20대" holds two bands, "30대" and more only one.
      return value >= 30 && value <= 90 ? '25_up' : null;
    case 'teenager':
      return null;
    case 'counted':
      // Counted the Korean way one is one or two years older.
      return same(bandOf(value - 1), bandOf(value - 2));
    default:
      return bandOf(value);
  }
}

/** Both ages that a year of birth leaves open must lie in one band. */
function ofBirthYear(value: number, today: PlainDate): string | null {
  const thisYear = Number(today.slice(0, 4));
  const year = value >= 2400 ? value - BUDDHIST : value >= 1900 ? value : value > thisYear % 100 ? 1900 + value : 2000 + value;
  const age = thisYear - year;
  return same(bandOf(age), bandOf(age - 1));
}

function ofSpan(from: number, to: number): string | null {
  return from < to ? same(bandOf(from), bandOf(to)) : null;
}

function bandOf(age: number): string | null {
  if (age < YOUNGEST || age > OLDEST) return null;
  return BANDS.find((band) => age >= band.from && age <= band.to)?.code ?? null;
}

function same(a: string | null, b: string | null): string | null {
  return a === b ? a : null;
}
