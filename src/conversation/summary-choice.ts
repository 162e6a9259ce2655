import { seoulDate } from '../rules/facts.ts';
import type { OptionView } from './answers/kind.ts';
import { bare, fold, isPacked, isWordLetter } from './answers/text-fold.ts';
import type { Draft } from './draft.ts';
import type { Texts } from './texts.ts';
import { LANGS, type Lang } from './types.ts';
import { summaryQuestions } from './wording.ts';

interface Named {
  readonly code: string;
  /** Folded, and without the letters of its language. */
  readonly name: string;
  readonly bare: string;
}

/**
 * What a typed text asks for at the summary: `ok`, `change:<question>` ("3", the label of a button, "my area is wrong"), or null.
 * Numbers count the buttons as they are shown; names may be of any language.
 */
export function summaryChoice(draft: Draft, text: string): string | null {
  const { kinds } = draft.program;
  const lang = draft.session.lang ?? 'ko';
  const { options, names } = offerOf(draft, lang);
  const context = {
    question: 'summary',
    lang,
    today: seoulDate(draft.now),
    options,
    removed: [],
    limits: {},
    tries: 0,
  };
  const picked = kinds.choice.parse(text, context);
  if (picked.ok && typeof picked.value === 'string') return picked.value;
  const named = namedIn(fold(text), names);
  if (named !== null) return named;
  const yes = kinds.consent.parse(text, { ...context, options: [] });
  return yes.ok && yes.value === 'yes' ? 'ok' : null;
}

interface Offer {
  readonly options: readonly OptionView[];
  readonly names: readonly Named[];
}

/** Offers by texts, language and questions: a memo, since most summaries list the same questions. Forgotten when it grows beyond this. */
const made = new WeakMap<Texts, Map<string, Offer>>();
const MOST_MADE = 100;

function offerOf(draft: Draft, lang: Lang): Offer {
  const { texts } = draft.program;
  const ids = summaryQuestions(draft).map(({ id }) => id);
  const place = `${lang} ${ids.join(' ')}`;
  let offers = made.get(texts);
  if (!offers) made.set(texts, (offers = new Map()));
  let offer = offers.get(place);
  if (!offer) {
    if (offers.size >= MOST_MADE) offers.clear();
    offers.set(place, (offer = { options: optionsOf(texts, ids, lang), names: namesOf(texts, ids) }));
  }
  return offer;
}

function optionsOf(texts: Texts, ids: readonly string[], first: Lang): readonly OptionView[] {
  const order = [first, ...LANGS.filter((lang) => lang !== first)];
  const change = ids.map((id) => ({
    code: `change:${id}`,
    labels: order.map((lang) => texts.say(lang, 'q.summary.change', { what: texts.say(lang, `q.${id}.name`) })),
  }));
  return [{ code: 'ok', labels: order.map((lang) => texts.say(lang, 'q.summary.ok')) }, ...change];
}

function namesOf(texts: Texts, ids: readonly string[]): readonly Named[] {
  return ids.flatMap((id) =>
    LANGS.map((lang) => {
      const name = fold(texts.say(lang, `q.${id}.name`));
      return { code: `change:${id}`, name, bare: bare(name) };
    }),
  );
}

/** The only question that is named in the text; of two names of which one holds the other, the longer counts. */
function namedIn(folded: string, names: readonly Named[]): string | null {
  const isBare = bare(folded) === folded;
  const found = names.filter(({ name, bare: spelt }) => hasWord(folded, name) || (isBare && hasWord(folded, spelt)));
  const codes = new Set(
    found
      .filter(
        ({ code, name }) => !found.some((other) => other.code !== code && other.name.length > name.length && other.name.includes(name)),
      )
      .map(({ code }) => code),
  );
  const [only] = codes;
  return codes.size === 1 ? (only ?? null) : null;
}

/** Whether a name stands in a text as words of its own; scripts without blanks have it anywhere. */
function hasWord(text: string, name: string): boolean {
  const at = name === '' ? -1 : text.indexOf(name);
  if (at < 0) return false;
  if (isPacked(name[0])) return true;
  return !isWordLetter(text[at - 1]) && !isWordLetter(text[at + name.length]);
}
