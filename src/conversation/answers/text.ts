import type { AnswerKind } from './kind.ts';

/** Longest own text, in characters (intake.md, "Answer types"). */
const MAX_CHARACTERS = 500;

/** Her own words, trimmed. What is longer than the question takes is cut, never inside a character. */
export const text: AnswerKind = {
  type: 'text',
  parse(typed, { limits }) {
    const trimmed = typed.normalize('NFC').trim();
    if (trimmed === '' || trimmed.replaceAll('[removed]', '').trim() === '') return { ok: false, problem: 'text:empty' };
    return {
      ok: true,
      value: [...trimmed]
        .slice(0, Math.min(limits.max ?? MAX_CHARACTERS, MAX_CHARACTERS))
        .join('')
        .trim(),
    };
  },
};
