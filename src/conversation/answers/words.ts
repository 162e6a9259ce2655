import { z } from 'zod';
import type { ContentFile } from '../../rules/content-file.ts';
import { LANGS, type Lang } from '../types.ts';
import { WordsError } from './words-error.ts';

/** Words of one meaning, divided by `|`. The signs at a word are explained in `text-scan.ts`. */
const Line = z.string().min(1);

const Short = z.strictObject({
  yes: Line,
  /** Agreement: a yes to an offer or a request, but no answer to "Are you in danger?". */
  agree: Line,
  no: Line,
  /** Agreement that another word overrules: "fine", "괜찮아요". */
  fine: Line.optional(),
  /** Neither yes nor no. */
  maybe: Line,
  unknown: Line,
  /** Negations that stand before, or after, what they negate. */
  not_before: Line.optional(),
  not_after: Line.optional(),
  /** Here a new statement begins. */
  but: Line.optional(),
  and: Line,
  or: Line.optional(),
  /** A question back, where no sign says so. */
  question: Line.optional(),
  /** Politeness; says nothing. */
  filler: Line,
  /** May stand inside a phrase: "very", "너무". */
  adverb: Line.optional(),
  /** "to need": a lack is a need, but what is not needed is none. */
  need: Line.optional(),
  /** "number", "번": what stands beside the number of an option. */
  pick: Line.optional(),
  /** Words that only look like others. */
  ignore: Line.optional(),
});

const Numbers = z.record(z.string().regex(/^x?\d+$/, 'a number, or x and a multiplier'), Line);
const Months = z.record(z.string().regex(/^([1-9]|1[0-2])$/, 'a month from 1 to 12'), Line);

/** Words around dates; each key is a tag that `date-read.ts` knows. */
const Dates = z.strictObject({
  year: Line.optional(),
  year_before: Line.optional(),
  month: Line.optional(),
  month_after: Line.optional(),
  month_before: Line.optional(),
  months: Line.optional(),
  week: Line.optional(),
  day: Line.optional(),
  day_before: Line.optional(),
  years: Line.optional(),
  half: Line.optional(),
  /** Half a year; last week and next week, which after a number are weeks ago and weeks from now. */
  half_year: Line.optional(),
  last_week: Line.optional(),
  next_week: Line.optional(),
  next: Line.optional(),
  this: Line.optional(),
  last: Line.optional(),
  next_year: Line.optional(),
  this_year: Line.optional(),
  last_year: Line.optional(),
  next_month: Line.optional(),
  this_month: Line.optional(),
  last_month: Line.optional(),
  before_last_month: Line.optional(),
  month_after_next: Line.optional(),
  today: Line.optional(),
  yesterday: Line.optional(),
  two_days_ago: Line.optional(),
  three_days_ago: Line.optional(),
  tomorrow: Line.optional(),
  in_two_days: Line.optional(),
  ago: Line.optional(),
  in: Line.optional(),
  after: Line.optional(),
  left: Line.optional(),
  old: Line.optional(),
  pregnant: Line.optional(),
  /** Lengths that are one word, by days: 열흘 is 10. */
  day_words: z.record(z.string().regex(/^\d+$/), Line).optional(),
  period: Line.optional(),
  lunar: Line.optional(),
  solar: Line.optional(),
  buddhist: Line.optional(),
  common_era: Line.optional(),
  reiwa: Line.optional(),
  heisei: Line.optional(),
  hundred_days: Line.optional(),
  first_birthday: Line.optional(),
  vague: Line.optional(),
});

const Money = z.strictObject({ won: Line, foreign: Line.optional() });

export const WordsSource = z.strictObject({
  lang: z.enum(LANGS),
  status: z.enum(['draft', 'reviewed']),
  reviewed_by: z.string().nullable(),
  short: Short,
  numbers: Numbers,
  months: Months,
  dates: Dates,
  term: Line,
  /** A birth so many weeks before its date: "2 weeks early". */
  early: Line.optional(),
  money: Money,
  contact: z.strictObject({ chat_only: Line, none: Line }),
  age: z.strictObject({
    under: Line,
    over: Line,
    unit: Line,
    born: Line.optional(),
    thirties: Line.optional(),
    teenager: Line.optional(),
    counted: Line.optional(),
  }),
  /** Own words for an option: question, then code. */
  options: z.record(z.string(), z.record(z.string(), Line)),
});
export type WordsSource = z.infer<typeof WordsSource>;

export type WordBook = ReadonlyMap<Lang, WordsSource>;

/**
 * Reads the word lists, one file a language.
 *
 * @throws WordsError naming file and line: a wrong field, two files of one language.
 */
export function readWords(files: ReadonlyMap<Lang, ContentFile> | readonly ContentFile[]): WordBook {
  const book = new Map<Lang, WordsSource>();
  for (const file of files.values()) {
    const words = readContent(file, WordsSource);
    if (book.has(words.lang)) throw new WordsError(file.name, file.lineOf(['lang']), `the words of ${words.lang} are already given`);
    book.set(words.lang, words);
  }
  return book;
}

/** The content of a file that fits its schema; throws WordsError at the first line that does not. */
export function readContent<T>(file: ContentFile, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(file.value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).filter((part): part is string | number => typeof part !== 'symbol');
  throw new WordsError(file.name, file.lineOf(path), `${path.join('.')}: ${issue?.message ?? 'invalid'}`);
}
