import type { AnswerKind, Parsed } from './kind.ts';
import type { LabelReader } from './choice-labels.ts';
import { pickByNumber } from './choice-pick.ts';
import { readSayings } from './choice-sayings.ts';
import type { Lexicons } from './lexicons.ts';
import { fold } from './text-fold.ts';

const UNCLEAR: Parsed = { ok: false, problem: 'consent:unclear' };
const OPTIONS = [
  { code: 'yes', labels: [] },
  { code: 'no', labels: [] },
] as const;

/**
 * A consent is a yes only when nothing speaks against it: no doubt, no question back, no other negation (intake.md §0.3,
 * "Consents"). Everything else that is not a plain no is unclear.
 */
export function makeConsent(lexicons: Lexicons, labels: LabelReader): AnswerKind {
  return {
    type: 'consent',
    parse(text, given) {
      const context = given.options.length > 0 ? given : { ...given, options: OPTIONS };
      const folded = fold(text);
      const exact = labels.exact(folded, context.options);
      if (exact !== null) return { ok: true, value: exact };
      const picked = pickByNumber(lexicons, folded, context);
      if (picked) return picked.codes.length === 1 ? { ok: true, value: picked.codes[0] ?? null } : UNCLEAR;
      const said = readSayings(lexicons, labels, folded, context, [context.question, 'consent']);
      if (said.asks || folded.includes('?') || said.maybe || said.unknown) return UNCLEAR;
      const yes = said.yes || said.agree || said.meant.has('yes') || said.denied.has('no');
      const no = said.no || said.meant.has('no') || said.denied.has('yes');
      if (yes === no) return UNCLEAR;
      if (yes && (said.stray || said.denied.size > 0)) return UNCLEAR;
      return { ok: true, value: yes ? 'yes' : 'no' };
    },
  };
}
