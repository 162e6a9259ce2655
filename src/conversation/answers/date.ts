import type { AnswerKind } from './kind.ts';
import { placeLooseNumbers } from './date-numeric.ts';
import { readDate } from './date-read.ts';
import { resolveBirth, resolveDueDate } from './date-resolve.ts';
import type { Lexicons } from './lexicons.ts';
import { fold } from './text-fold.ts';
import { scan } from './text-scan.ts';

/** Due dates and birthdays as people say them (intake.md §1.2): a day, weeks, months, the last period, "yesterday". */
export function makeDate(lexicons: Lexicons): AnswerKind {
  return {
    type: 'date',
    parse(text, context) {
      const tokens = scan(lexicons.dates, fold(text), context.lang);
      const said = readDate(tokens, context.lang === 'th');
      placeLooseNumbers(said, context.lang, context.today);
      return context.question === 'baby_birth' ? resolveBirth(said, context.today) : resolveDueDate(said, context.today);
    },
  };
}
