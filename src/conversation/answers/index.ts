import type { ContentFile } from '../../rules/content-file.ts';
import type { AnswerType, Lang, ProblemCode } from '../types.ts';
import { inOtherScript } from '../other-script.ts';
import type { AnswerContext, AnswerKind, Parsed } from './kind.ts';
import { makeChoice } from './choice.ts';
import { makeLabelReader } from './choice-labels.ts';
import { makeConsent } from './consent.ts';
import { makeContact } from './contact.ts';
import { makeDate } from './date.ts';
import { compileLexicons } from './lexicons.ts';
import { makeMulti } from './multi.ts';
import { makeNumber } from './number.ts';
import { makePlace } from './place.ts';
import { readPlaces } from './place-names.ts';
import { makeSlot } from './slot.ts';
import { text } from './text.ts';
import { readWords } from './words.ts';

export type { AnswerContext, AnswerKind, OptionView, Parsed } from './kind.ts';
export { WordsError } from './words-error.ts';

/** What the answer kinds read: `flows/words/<lang>.yaml` and `flows/places.yaml`. */
export interface AnswerContent {
  readonly words: ReadonlyMap<Lang, ContentFile> | readonly ContentFile[];
  readonly places: ContentFile;
}

/**
 * A longer text is a story and no answer: it is asked back, with the buttons. Danger is heard in all of it (`listening/`), her
 * own words and phone numbers are read in any length.
 */
const LONGEST_ANSWER = 1_000;

function inBrief(kind: AnswerKind, problem: ProblemCode): AnswerKind {
  return {
    type: kind.type,
    parse: (typed, context) => (typed.length > LONGEST_ANSWER ? { ok: false, problem } : inEitherScript(kind, typed, context)),
  };
}

function inEitherScript(kind: AnswerKind, typed: string, context: AnswerContext): Parsed {
  const parsed = kind.parse(typed, context);
  const other = parsed.ok ? null : inOtherScript(typed, context.lang);
  if (other === null) return parsed;
  const again = kind.parse(other, context);
  return again.ok ? again : parsed;
}

/**
 * All kinds of answers, compiled once for the word lists.
 *
 * @throws WordsError naming file and line when a list cannot be used.
 */
export function makeAnswerKinds({ words, places }: AnswerContent): Readonly<Record<AnswerType, AnswerKind>> {
  const lexicons = compileLexicons(readWords(words));
  const labels = makeLabelReader();
  return {
    choice: inBrief(makeChoice(lexicons, labels), 'choice:unknown'),
    multi: inBrief(makeMulti(lexicons, labels), 'choice:unknown'),
    number: inBrief(makeNumber(lexicons), 'number:unreadable'),
    date: inBrief(makeDate(lexicons), 'date:unreadable'),
    text,
    place: inBrief(makePlace(readPlaces(places), lexicons), 'place:unreadable'),
    contact: makeContact(lexicons, labels),
    slot: inBrief(makeSlot(lexicons, labels), 'slot:unknown'),
    consent: inBrief(makeConsent(lexicons, labels), 'consent:unclear'),
  };
}
