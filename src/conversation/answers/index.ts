import type { ContentFile } from '../../rules/content-file.ts';
import type { AnswerType, Lang } from '../types.ts';
import type { AnswerKind } from './kind.ts';
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
 * All kinds of answers, compiled once for the word lists.
 *
 * @throws WordsError naming file and line when a list cannot be used.
 */
export function makeAnswerKinds({ words, places }: AnswerContent): Readonly<Record<AnswerType, AnswerKind>> {
  const lexicons = compileLexicons(readWords(words));
  const labels = makeLabelReader();
  return {
    choice: makeChoice(lexicons, labels),
    multi: makeMulti(lexicons, labels),
    number: makeNumber(lexicons),
    date: makeDate(lexicons),
    text,
    place: makePlace(readPlaces(places), lexicons),
    contact: makeContact(lexicons, labels),
    slot: makeSlot(lexicons, labels),
    consent: makeConsent(lexicons, labels),
  };
}
