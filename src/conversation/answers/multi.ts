import type { AnswerContext, AnswerKind, Parsed } from './kind.ts';
import type { LabelReader } from './choice-labels.ts';
import { pickByNumber } from './choice-pick.ts';
import { readSayings, topicOf, type Sayings } from './choice-sayings.ts';
import { correctTypos } from './choice-typos.ts';
import type { Lexicons } from './lexicons.ts';
import { fold } from './text-fold.ts';

const UNKNOWN: Parsed = { ok: false, problem: 'choice:unknown' };
const LEAST_COVERED_QUESTION = 0.6;
/** "I don't know" is the answer when little else is said. */
const LEAST_COVERED_UNKNOWN = 0.4;

/** Fear of what she may do herself is no fear of someone at home. */
const STRONGER: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  heart_home: [['might_hurt_baby', 'afraid']],
};

/** Several options: numbers ("1, 5"), labels or own words. A sign that was named outweighs "none". */
export function makeMulti(lexicons: Lexicons, labels: LabelReader): AnswerKind {
  return {
    type: 'multi',
    parse(text, context) {
      const folded = fold(text);
      const topic = topicOf(context.question);
      const exact = labels.exact(folded, context.options);
      if (exact !== null) return these([exact]);
      const picked = pickByNumber(lexicons, folded, context);
      const numbers = picked && picked.codes.length > 0 ? these(picked.codes) : null;
      if (picked && !picked.spelled) return numbers ?? UNKNOWN;
      const mixed = numbersBesideWords(lexicons, folded, context);
      if (mixed) {
        const said = readSayings(lexicons, labels, mixed.words, context, [topic]);
        if (said.meant.size > 0) return these([...mixed.codes, ...said.meant]);
      }
      const parsed = decide(readSayings(lexicons, labels, folded, context, [topic]), context);
      if (parsed.ok || numbers) return parsed.ok ? parsed : (numbers ?? parsed);
      const corrected = correctTypos(lexicons.sayings, folded, (tag) => tag === 'no' || tag === 'unknown' || tag.startsWith(`${topic}/`));
      return corrected === null ? parsed : decide(readSayings(lexicons, labels, corrected, context, [topic]), context);
    },
  };
}

function decide(said: Sayings, context: AnswerContext): Parsed {
  if (said.asks && (said.covered < LEAST_COVERED_QUESTION || said.meant.size === 0)) return UNKNOWN;
  if (said.meant.size > 0) {
    const weaker = (STRONGER[context.question] ?? []).filter(([more]) => said.meant.has(more)).map(([, less]) => less);
    return these([...said.meant].filter((code) => !weaker.includes(code)));
  }
  const hasNone = context.options.some((option) => option.code === 'none');
  if (hasNone && (said.denied.size > 0 || said.no || (said.fine && !said.stray))) return said.yes || said.maybe ? UNKNOWN : these(['none']);
  return said.unknown && !said.yes && said.covered >= LEAST_COVERED_UNKNOWN ? { ok: true, value: null } : UNKNOWN;
}

/** "Living costs, 5, 7": the numbers of such a list, and the words that are left. */
function numbersBesideWords(
  lexicons: Lexicons,
  folded: string,
  context: AnswerContext,
): { readonly codes: readonly string[]; readonly words: string } | null {
  const parts = folded.split(/(?<!\d),|,(?!\d)|;/u).map((part) => part.trim());
  if (parts.length < 2) return null;
  const codes: string[] = [];
  const words: string[] = [];
  for (const part of parts) {
    const picked = pickByNumber(lexicons, part, context);
    if (picked && !picked.spelled && picked.codes.length > 0) codes.push(...picked.codes);
    else words.push(part);
  }
  return codes.length > 0 && words.length > 0 ? { codes, words: words.join(', ') } : null;
}

function these(codes: readonly string[]): Parsed {
  const all = [...new Set(codes)];
  return { ok: true, value: all.length > 1 ? all.filter((code) => code !== 'none').sort() : all };
}
