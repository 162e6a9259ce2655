import { MAX_TEXT } from './limits.ts';
import { mayHoldNumber } from './redact-chance.ts';
import { type Signs, signsOf } from './redact-digits.ts';
import { runsOf } from './redact-runs.ts';
import { type Cut, cutsOfRun, isYmd, registrationCutsOf } from './redact-patterns.ts';
import type { RedactionId } from './types.ts';

export interface Redacted {
  readonly text: string;
  /** Rules that removed something, sorted, each once. */
  readonly removed: readonly RedactionId[];
}

/** Stands where an identity number stood. */
export const REMOVED = '[removed]';

/** More than this is not even looked at; what is left after removing is still longer than the longest text. */
const MAX_RAW = 24_000;

/** Fewest digits of a number that is removed: an old licence, and a registration number. */
const FEWEST_TYPED = 10;
const FEWEST_SPELLED = 13;

/** Printable signs of ASCII are already in the form that the door makes. */
const ADMITTED = /^[ -~]*$/;
const CONTROL = /[^\P{Cc}\n\t]/gu;
const LONE_SURROGATE = /\p{Cs}/gu;

/**
 * The door for everything that a family types: at most 4,000 characters, NFC, no control signs, no identity numbers. Nothing
 * else may be stored, logged or queued. Total and linear.
 */
export function admit(raw: string): Redacted {
  const { text, removed } = redact(inPlainForm(raw.slice(0, MAX_RAW)));
  return { text: firstCharacters(text, MAX_TEXT), removed };
}

function inPlainForm(raw: string): string {
  if (ADMITTED.test(raw)) return raw;
  return raw.replace(LONE_SURROGATE, '\ufffd').replace(/\r\n?/gu, '\n').replace(CONTROL, '').normalize('NFC');
}

/**
 * Removes identity numbers: P01 registration numbers (also in words and in digits of any script), P02 passports, P03 cards and
 * accounts, P04 driving licences (rules.md §4). Everything else stays exactly as it was typed. Idempotent.
 */
export function redact(text: string): Redacted {
  return mayHoldNumber(text) ? redactClosely(text) : { text, removed: [] };
}

/** The same without asking first whether there may be a number at all. */
export function redactClosely(text: string): Redacted {
  const first = pass(text, (typed) => {
    const signs = signsOf(typed, false);
    return [...passportCuts(signs, typed), ...runsOf(signs, typed, FEWEST_TYPED).flatMap(cutsOfRun)];
  });
  const second = pass(first.text, (typed) => runsOf(signsOf(typed, true), typed, FEWEST_SPELLED).flatMap(registrationCutsOf));
  return { text: second.text, removed: [...new Set([...first.removed, ...second.removed])].sort() };
}

function pass(text: string, find: (text: string) => Cut[]): Redacted {
  const cuts = find(text).sort((a, b) => a.start - b.start || b.end - a.end);
  let out = '';
  let at = 0;
  const removed: RedactionId[] = [];
  for (const cut of cuts) {
    removed.push(cut.id);
    if (cut.end <= at) continue;
    if (cut.start >= at) out += text.slice(at, cut.start) + REMOVED;
    at = cut.end;
  }
  return { text: out + text.slice(at), removed };
}

/** Letter + 8 digits, two letters + 7 digits, or M/S/R/G/D + 3 digits + letter + 4 digits (P02). */
function passportCuts(signs: Signs, text: string): Cut[] {
  const { forms, starts, ends } = signs;
  const cuts: Cut[] = [];
  for (let i = 0; i < forms.length; i += 1) {
    const before = forms[i - 1]?.kind;
    if (forms[i]?.kind !== 'letter' || before === 'letter' || before === 'digit') continue;
    const last = passportEnd(signs, i, text);
    if (last === null) continue;
    cuts.push({ id: 'P02', start: starts[i] ?? 0, end: ends[last] ?? 0 });
    i = last;
  }
  return cuts;
}

/** Index of the last sign of a passport number that begins at `at`, or null. */
function passportEnd({ forms, starts }: Signs, at: number, text: string): number | null {
  // Typed with a capital of a Korean passport, blanks and dashes may stand anywhere; else only a dash after the letters.
  const korean = /^[MSRGD]$/u.test((text[starts[at] ?? 0] ?? '').normalize('NFKC'));
  let shape = '';
  let digits = '';
  let last = at;
  for (let i = at; i < forms.length && shape.length < 11; i += 1) {
    const kind = forms[i]?.kind;
    const sign = forms[i]?.sign ?? '';
    if (kind === 'separator') {
      const dash = sign === '-' && /^L+$/u.test(shape) && forms[i + 1]?.kind === 'digit';
      const gap = korean && /^L\d/u.test(shape + '0') && (sign === '-' || sign === ' ' || sign === '.') && forms[i + 1]?.kind === 'digit';
      if (!dash && !gap) break;
    } else if (kind === 'digit' || kind === 'letter') {
      shape += kind === 'digit' ? '0' : 'L';
      digits += kind === 'digit' ? sign : '';
      last = i;
      if (isPassport(shape, forms[at]?.sign ?? '') && forms[i + 1]?.kind !== 'digit') {
        const spaced = i - at + 1 > shape.length;
        return spaced && isDate(digits) ? null : last;
      }
    } else break;
  }
  return null;
}

function isPassport(shape: string, letter: string): boolean {
  return shape === 'L00000000' || shape === 'LL0000000' || (shape === 'L000L0000' && 'MSRGD'.includes(letter));
}

function isDate(digits: string): boolean {
  return digits.length === 8 && isYmd(digits.slice(0, 4), digits.slice(4, 6), digits.slice(6));
}

function firstCharacters(text: string, count: number): string {
  if (text.length <= count) return text;
  let end = 0;
  let seen = 0;
  for (const character of text) {
    if (seen === count) break;
    seen += 1;
    end += character.length;
  }
  return text.slice(0, end);
}
