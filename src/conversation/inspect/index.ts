import { ambiguousChoice } from './ambiguous-choice.ts';
import { brokenPromise } from './broken-promise.ts';
import { type Inspection, together } from './finding.ts';
import { largeSession } from './large-session.ts';
import { longButton } from './long-button.ts';
import { longMessage } from './long-message.ts';
import { missingText } from './missing-text.ts';
import { pathWithoutEnd } from './path-without-end.ts';
import { sensitiveQuestion } from './sensitive-question.ts';
import { shadowedRow } from './shadowed-row.ts';
import type { Subject } from './subject.ts';
import { tooManyOptions } from './too-many-options.ts';
import { unknownHelpline } from './unknown-helpline.ts';
import { unreachableQuestion } from './unreachable-question.ts';
import { untranslatedText } from './untranslated-text.ts';
import { unusedText } from './unused-text.ts';
import { wrongSlot } from './wrong-slot.ts';

/** The checker: what is wrong with flows, rules and texts, before anybody talks with them. Pure. */
export { findingOf } from './broken-content.ts';
export { type Finding, FINDING_KINDS, type FindingKind, Findings, type Inspection, lineOf, together } from './finding.ts';
export { knownTexts } from './known-texts.ts';
export { type LocaleFile, readLocale } from './locale.ts';
export { missingSource } from './missing-source.ts';
export { flowsInCircles } from './path-without-end.ts';
export { phrasebook } from './phrasebook.ts';
export { unknownFact } from './unknown-fact.ts';
export { walk, type WalkPlan } from './walk.ts';

/** Looks at compiled content and at what walking through it showed. */
const INSPECTIONS: readonly ((subject: Subject) => Inspection)[] = [
  unreachableQuestion,
  pathWithoutEnd,
  brokenPromise,
  shadowedRow,
  sensitiveQuestion,
  largeSession,
  tooManyOptions,
  unknownHelpline,
  missingText,
  unusedText,
  wrongSlot,
  untranslatedText,
  longButton,
  longMessage,
  ambiguousChoice,
];

/** Every inspection of a program that compiles. */
export const inspect = (subject: Subject): Inspection => together(INSPECTIONS.map((inspection) => inspection(subject)));
