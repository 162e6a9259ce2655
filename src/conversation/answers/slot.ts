import type { AnswerKind, Parsed } from './kind.ts';
import type { LabelReader } from './choice-labels.ts';
import { pickByNumber } from './choice-pick.ts';
import type { Lexicons } from './lexicons.ts';
import { fold } from './text-fold.ts';

const UNKNOWN: Parsed = { ok: false, problem: 'slot:unknown' };

/** One of the offered times, by its number or its label. */
export function makeSlot(lexicons: Lexicons, labels: LabelReader): AnswerKind {
  return {
    type: 'slot',
    parse(text, context) {
      const folded = fold(text);
      const exact = labels.exact(folded, context.options);
      if (exact !== null) return { ok: true, value: exact };
      const picked = new Set(
        pickByNumber(lexicons, folded, context)?.codes ?? labels.inside(folded, context.options).map((span) => span.code),
      );
      const [code] = picked;
      return picked.size === 1 && code !== undefined ? { ok: true, value: code } : UNKNOWN;
    },
  };
}
