import { LANGS } from '../types.ts';
import { compileWords, type Lexicon, type TaggedWords } from './text-scan.ts';
import type { WordBook } from './words.ts';

/** The word lists of all languages, compiled for what they are read for. */
export interface Lexicons {
  /** Short answers, and own words for options: tag `question/code`. */
  readonly sayings: Lexicon;
  /** Numbers of options, ages. */
  readonly counting: Lexicon;
  readonly dates: Lexicon;
  /** Weeks at birth, money. */
  readonly amounts: Lexicon;
  readonly contact: Lexicon;
}

/** Languages in one fixed order, so that the same lists always compile to the same lexicons. */
export function compileLexicons(book: WordBook): Lexicons {
  const sayings: TaggedWords[] = [];
  const counting: TaggedWords[] = [];
  const dates: TaggedWords[] = [];
  const amounts: TaggedWords[] = [];
  const contact: TaggedWords[] = [];
  for (const lang of LANGS) {
    const words = book.get(lang);
    if (!words) continue;
    const group = (parts: Readonly<Record<string, string | undefined>>): TaggedWords[] =>
      Object.entries(parts).flatMap(([tag, line]) => (line === undefined ? [] : [{ lang, tag, line }]));
    const numbers = Object.entries(words.numbers).map(
      ([key, line]): TaggedWords =>
        key.startsWith('x') ? { lang, tag: 'mul', value: Number(key.slice(1)), line } : { lang, tag: 'num', value: Number(key), line },
    );
    const months = Object.entries(words.months).map(([key, line]): TaggedWords => ({ lang, tag: 'month_name', value: Number(key), line }));
    const { filler, unknown, and, pick, no, not_before, not_after } = words.short;
    for (const [question, codes] of Object.entries(words.options)) {
      for (const [code, line] of Object.entries(codes)) sayings.push({ lang, tag: `${question}/${code}`, line });
    }
    sayings.push(...group(words.short));
    const { months: lengths, month, week, day } = words.dates;
    counting.push(
      ...group(words.age),
      ...group({ months: lengths, month, week, day }),
      ...numbers,
      ...group({ filler, and, pick, unknown }),
    );
    const { day_words: dayWords = {}, ...dateWords } = words.dates;
    const dayLengths = Object.entries(dayWords).map(([days, line]): TaggedWords => ({ lang, tag: 'day_words', value: Number(days), line }));
    dates.push(...months, ...dayLengths, ...group(dateWords), ...numbers, ...group({ filler, unknown }));
    amounts.push(
      ...group({
        term: words.term,
        early: words.early,
        week: words.dates.week,
        day: words.dates.day,
        months: words.dates.months,
        ...words.money,
      }),
      ...numbers,
      ...group({ filler, unknown, no, not_before, not_after }),
    );
    contact.push(...group(words.contact), ...group({ filler, unknown, no }));
  }
  return {
    sayings: compileWords(sayings),
    counting: compileWords(counting),
    dates: compileWords(dates),
    amounts: compileWords(amounts),
    contact: compileWords(contact),
  };
}
