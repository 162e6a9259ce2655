import type { ContactValue } from '../types.ts';
import type { AnswerKind, Parsed } from './kind.ts';
import { readPhones } from './contact-phone.ts';
import type { LabelReader } from './choice-labels.ts';
import type { Lexicons } from './lexicons.ts';
import { fold } from './text-fold.ts';
import { scan, type Token } from './text-scan.ts';

const INVALID: Parsed = { ok: false, problem: 'contact:invalid' };
const reached = (way: ContactValue['way'], value: string | null = null): Parsed => ({ ok: true, value: { way, value } });

/** Identity numbers that people type instead of a phone number. */
const IDENTITY = new Set(['P01', 'P02', 'P04']);

/** A phone number, "only this chat", or none (intake.md §1.4). Two answers at once are asked back. */
export function makeContact(lexicons: Lexicons, labels: LabelReader): AnswerKind {
  return {
    type: 'contact',
    parse(text, context) {
      const folded = fold(text);
      const label = labels.exact(folded, context.options);
      if (label === 'chat_only' || label === 'none') return reached(label);
      // The words of a long text are only read where they decide.
      let read: readonly Token[] | null = null;
      const tokens = (): readonly Token[] => (read ??= scan(lexicons.contact, folded, context.lang));
      const says = (tag: string): boolean => tokens().some((token) => token.kind === 'tag' && token.tag === tag);
      const { numbers, hasOther } = readPhones(text);
      if (numbers.length > 0) return numbers.length === 1 && !says('chat_only') ? reached('phone', numbers[0] ?? null) : INVALID;
      if (context.removed.some((id) => IDENTITY.has(id))) return { ok: false, problem: 'contact:is_identity_number' };
      if (hasOther || text.includes('@')) return INVALID;
      if (says('chat_only')) return reached('chat_only');
      if (says('none')) return reached('none');
      const words = tokens().filter((token) => token.kind !== 'sep' && token.tag !== 'filler');
      if (words.length > 0 && words.every((token) => token.tag === 'no')) return reached('none');
      return says('unknown') ? { ok: true, value: null } : INVALID;
    },
  };
}
