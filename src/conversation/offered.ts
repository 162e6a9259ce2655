import { formatInstant } from './dates-in-words.ts';
import { variantOf } from './wording.ts';
import type { OptionView } from './answers/kind.ts';
import type { Draft } from './draft.ts';
import type { CompiledQuestion } from './program.ts';
import type { Texts } from './texts.ts';
import { LANGS, type Instant, type Lang } from './types.ts';

/** One option that is offered now: its code, and the text key of its label. */
export interface OfferedOption {
  readonly code: string;
  readonly key: string;
}

/** What a question offers in one language, in order; the same object whenever the same options are offered. */
export interface Offer {
  readonly options: readonly OfferedOption[];
  /** The labels in words: the chat language first, then the others. */
  readonly views: readonly OptionView[];
  /** As a channel shows them. */
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

/**
 * Offers by texts, question, and what decides about them (language, wording, which options are left out). A memo: texts and
 * questions never change while a program runs, and each question has a few such combinations.
 */
const made = new WeakMap<Texts, WeakMap<CompiledQuestion, Map<string, Offer>>>();

/** The options that are offered now. */
export function offerOf(draft: Draft, question: CompiledQuestion): Offer {
  const { texts } = draft.program;
  const { lang } = draft.session;
  const variant = variantOf(question, draft)?.id;
  let place: string = lang ?? '';
  if (variant !== undefined) place += ` ${variant}`;
  for (const { when } of question.options) if (when !== null) place += when.test(draft.facts) ? '+' : '-';
  let ofTexts = made.get(texts);
  if (!ofTexts) made.set(texts, (ofTexts = new WeakMap()));
  let offers = ofTexts.get(question);
  if (!offers) ofTexts.set(question, (offers = new Map()));
  let offer = offers.get(place);
  if (!offer) {
    const shown = question.options.filter(({ when }) => when === null || when.test(draft.facts)).map(({ code }) => code);
    offers.set(place, (offer = makeOffer(texts, lang, question, variant, shown)));
  }
  return offer;
}

function makeOffer(
  texts: Texts,
  lang: Lang | null,
  question: CompiledQuestion,
  variant: string | undefined,
  shown: readonly string[],
): Offer {
  const keyOf = (code: string): string => {
    const special = `q.${question.id}.${variant}.options.${code}`;
    return variant !== undefined && texts.has(lang ?? 'ko', special) ? special : `q.${question.id}.options.${code}`;
  };
  const options =
    question.type === 'consent'
      ? ['yes', 'no'].map((code) => ({ code, key: `consent.${code}` }))
      : shown.map((code) => ({ code, key: keyOf(code) }));
  return {
    options,
    views: options.map(({ code, key }) => ({
      code,
      labels: labelsOf(texts, lang, key),
      shortLabels: labelsOf(texts, lang, key.replace('.options.', '.short.')),
    })),
    choices: options.map(({ code, key }) => ({ value: code, label: texts.say(lang ?? 'ko', key) })),
  };
}

function labelsOf(texts: Texts, first: Lang | null, key: string): readonly string[] {
  const order = first ? [first, ...LANGS.filter((lang) => lang !== first)] : LANGS;
  return [...new Set(order.filter((lang) => texts.has(lang, key)).map((lang) => texts.say(lang, key)))];
}

/** The options that are offered now, in order, each with the text key of its label. */
export const optionsFor = (draft: Draft, question: CompiledQuestion): readonly OfferedOption[] => offerOf(draft, question).options;

/** What a slot question offers: what its action found. */
export function foundFor(draft: Draft, question: CompiledQuestion): readonly { readonly id: string; readonly at: Instant }[] {
  const result = question.needs ? draft.session.results?.[question.needs.action] : undefined;
  return question.type === 'slot' && result?.state === 'done' ? (result.options ?? []) : [];
}

/** Options with their labels, of any question. */
export function viewsOf(draft: Draft, question: CompiledQuestion): readonly OptionView[] {
  if (question.type !== 'slot') return offerOf(draft, question).views;
  return foundFor(draft, question).map(({ id, at }) => ({ code: id, labels: [formatInstant(draft.session.lang ?? 'ko', at)] }));
}
