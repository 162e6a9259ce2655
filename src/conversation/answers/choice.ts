import type { AnswerContext, AnswerKind, Parsed } from './kind.ts';
import { readAgeBand } from './choice-age.ts';
import type { LabelReader } from './choice-labels.ts';
import { pickByNumber } from './choice-pick.ts';
import { readSayings, topicOf, type Sayings } from './choice-sayings.ts';
import { correctTypos } from './choice-typos.ts';
import type { Lexicons } from './lexicons.ts';
import { fold } from './text-fold.ts';

const UNKNOWN: Parsed = { ok: false, problem: 'choice:unknown' };
const chosen = (code: string | null): Parsed => ({ ok: true, value: code });

/** Two answers that together are a third one: pregnant, and the mother of a baby. */
const TOGETHER: Readonly<Record<string, readonly (readonly [string, string, 'both'])[]>> = {
  who: [
    ['pregnant', 'mother', 'both'],
    ['pregnant', 'baby_too', 'both'],
  ],
  stage: [
    ['pregnant', 'baby', 'both'],
    ['pregnant', 'baby_too', 'both'],
  ],
};

/** Questions that offer or ask for something: "OK" is a yes to them. */
const OFFERS: ReadonlySet<string> = new Set(['benefits_check', 'v_offer', 'contact_safe', 'can_visit']);

/** Of two answers the one that says more: whoever lives with a partner and his mother lives with a partner. */
const STRONGER: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  household: [
    // Whoever was thrown out by her husband does not live with him.
    ['no_home', 'with_partner'],
    ['no_home', 'with_family'],
    ['with_partner', 'with_family'],
    ['with_partner', 'with_child'],
    ['with_family', 'with_child'],
    ['facility', 'with_child'],
    ['facility', 'with_family'],
    ['no_home', 'with_child'],
    ['alone', 'with_child'],
  ],
  b_money: [['recipient', 'low']],
  // Whoever came late came.
  f_came: [['late', 'yes']],
};

/** A question back ("with my husband?") is taken as an answer only when it says little else. */
const LEAST_COVERED_QUESTION = 0.6;
/** "I don't know" is the answer when little else is said. */
const LEAST_COVERED_UNKNOWN = 0.4;

export function makeChoice(lexicons: Lexicons, labels: LabelReader): AnswerKind {
  return {
    type: 'choice',
    parse(text, context) {
      const folded = fold(text);
      const topic = topicOf(context.question);
      const exact = labels.exact(folded, context.options);
      if (exact !== null) return chosen(exact);
      const picked = pickByNumber(lexicons, folded, context);
      const age = context.question === 'age_band' ? readAgeBand(lexicons, folded, context) : null;
      const number = picked && new Set(picked.codes).size === 1 ? chosen(picked.codes[0] ?? null) : null;
      if (number && !picked?.spelled) return number;
      if (age !== null) return chosen(age);
      if (picked && !picked.spelled) return UNKNOWN;
      const parsed = decide(readSayings(lexicons, labels, folded, context, [topic]), context);
      if (parsed.ok || number) return parsed.ok ? parsed : (number ?? parsed);
      const corrected = correctTypos(
        lexicons.sayings,
        folded,
        (tag) => tag === 'yes' || tag === 'no' || tag === 'unknown' || tag.startsWith(`${topic}/`),
      );
      return corrected === null ? parsed : decide(readSayings(lexicons, labels, corrected, context, [topic]), context);
    },
  };
}

function decide(said: Sayings, context: AnswerContext): Parsed {
  // "Yes?" asks what was meant.
  if (said.asks && (said.covered < LEAST_COVERED_QUESTION || said.meant.size === 0)) return UNKNOWN;
  const codes = new Set(context.options.map((option) => option.code));
  if (codes.has('unsure')) return decideDanger(said);
  const yes = codes.has('yes') ? 'yes' : codes.has('yes_call') ? 'yes_call' : null;
  const no = codes.has('no') ? 'no' : codes.has('none') ? 'none' : null;
  const meant = new Set(said.meant);
  const agrees = said.yes || (said.agree && OFFERS.has(context.question));
  if (said.denied.has('yes')) meant.add('no');
  for (const [more, less] of STRONGER[context.question] ?? []) if (meant.has(more)) meant.delete(less);
  if (meant.delete('with_child')) meant.add('alone');
  // A baby beside another answer (pregnant aside) adds nothing; alone it is the answer.
  if (!meant.has('pregnant') && meant.delete('baby_too') && meant.size === 0) meant.add(context.question === 'who' ? 'mother' : 'baby');
  const own = [...meant].filter((code) => code !== 'yes' && code !== 'no');
  if (own.length > 0 && !meant.has('yes')) return one(own.length > 1 ? together(own, context.question) : own);
  if (meant.has('yes') || meant.has('no')) {
    const positive = meant.has('yes') || agrees;
    const negative = meant.has('no') || said.no;
    return positive && negative ? UNKNOWN : chosen(positive ? 'yes' : 'no');
  }
  if (agrees && said.no) return UNKNOWN;
  if (said.no && no !== null) return chosen(no);
  if (agrees && yes !== null) return said.stray || said.maybe ? UNKNOWN : chosen(yes);
  if (said.denied.size > 0 && codes.has('none') && !said.yes) return chosen('none');
  if ((said.unknown || said.maybe) && codes.has('not_sure')) return chosen('not_sure');
  return said.unknown && said.covered >= LEAST_COVERED_UNKNOWN ? chosen(null) : UNKNOWN;
}

/** In danger a yes outweighs everything but a plain no; whoever wavers is unsure. */
function decideDanger(said: Sayings): Parsed {
  const yes = said.meant.has('yes') || said.yes || said.denied.has('no');
  const no = said.meant.has('no') || said.no || said.denied.has('yes');
  const wavers = said.maybe || said.unknown || said.meant.has('unsure');
  if (yes && no) return said.first === 'yes' ? chosen('yes') : wavers ? chosen('unsure') : UNKNOWN;
  if (yes) return chosen(wavers && said.first !== 'yes' ? 'unsure' : 'yes');
  if (wavers) return chosen('unsure');
  return no || (said.fine && !said.stray) ? chosen('no') : UNKNOWN;
}

function together(codes: readonly string[], question: string): readonly string[] {
  const triples = TOGETHER[question]?.filter(([a, b]) => codes.includes(a) && codes.includes(b)) ?? [];
  if (triples.length === 0) return codes;
  const joined = new Set(triples.flat());
  return ['both', ...codes.filter((code) => !joined.has(code))];
}

function one(codes: readonly string[]): Parsed {
  const [code] = codes;
  return codes.length === 1 && code !== undefined ? chosen(code) : UNKNOWN;
}
