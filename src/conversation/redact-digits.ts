/**
 * Reads a text as digits, separators and other signs, each with its place in the original text, so that what is removed can
 * be cut out of the text exactly as it was typed.
 */

/** One sign as it is compared: after NFKC, in upper case, digits of any script as 0–9. */
export interface Sign {
  readonly kind: 'digit' | 'letter' | 'separator' | 'plus' | 'other';
  /** `0`–`9` for a digit, `A`–`Z` for a letter, else the sign itself. */
  readonly sign: string;
  /** Place in the original text, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  /** A digit written as a word or as a look-alike letter. */
  readonly spelled: boolean;
}

/** Digits written together. */
export interface Group {
  readonly digits: string;
  readonly start: number;
  readonly end: number;
  /** Where the group ends without its last sign, when that is the word for 2 and may be the copula that follows a number. */
  readonly shortEnd: number | null;
  /** The separators before it within its run, without blanks around a dash; empty for the first group. */
  readonly before: string;
}

/** Groups with nothing but a few separators between them. */
export interface Run {
  readonly groups: readonly Group[];
  /** A plus sign stands directly before the first digit. */
  readonly plus: boolean;
  /** The few signs before the first and after the last digit, as typed. */
  readonly lead: string;
  readonly after: string;
}

/** More separators than this in a row end a run. */
const MAX_SEPARATORS = 5;

/** Korean and Chinese digits as people read them out. */
const SPELLED: Readonly<Record<string, string>> = {
  공: '0',
  영: '0',
  일: '1',
  이: '2',
  삼: '3',
  사: '4',
  오: '5',
  육: '6',
  륙: '6',
  칠: '7',
  팔: '8',
  구: '9',
  〇: '0',
  零: '0',
  一: '1',
  幺: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
};

/** Code points of the digit zero in the scripts of the world (Unicode Nd; styled digits become plain ones by NFKC). */
const ZEROS: readonly number[] = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0,
  0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
];

/** Words said for the dash between the two halves of a registration number. */
const SPOKEN_DASH = new Set([
  '다시',
  '대시',
  '데시',
  '하이픈',
  '하이펀',
  '빼기',
  '마이너스',
  '이',
  '에',
  '의',
  '뒤',
  '뒤에',
  '뒤는',
  '뒷자리',
  '뒷자리는',
  '뒤자리',
  '그리고',
  '다음',
  'DASH',
  'HYPHEN',
  'MINUS',
  'AND',
  'THEN',
  'ТИРЕ',
  'ДЕФИС',
  'GACH',
  'GẠCH',
  'GẠCHNGANG',
  'NGANG',
  'ハイフン',
  'の',
  '杠',
  '横杠',
  '横线',
  '减',
  'ขีด',
  'ទី',
  'डेश',
  'ड्यास',
  'CHIZIQ',
  'ЗУРААС',
  'GITLING',
]);
const LONGEST_SPOKEN_DASH = 10;

/** Letters typed for a digit, when a digit stands next to them. */
const LOOKALIKE: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

/** Cyrillic and Greek capitals that look like Latin ones. */
const LATIN: Readonly<Record<string, string>> = {
  А: 'A',
  В: 'B',
  Е: 'E',
  К: 'K',
  М: 'M',
  Н: 'H',
  О: 'O',
  Р: 'P',
  С: 'C',
  Т: 'T',
  Х: 'X',
  Ѕ: 'S',
  Μ: 'M',
  Ѓ: 'G',
  Г: 'G',
};

const WORD_SIGN = /[\p{L}\p{M}\p{N}]/u;
const INVISIBLE = /[\p{Cf}\p{Cc}\p{Mn}\u115f\u1160\u3164]/u;
const BLANK = /\s/u;
/** Sound marks that people type for a dash, and letters that stand for one when digits surround them. */
const DASH_LETTERS = new Set(['ー', 'ｰ', 'ㅡ', '一']);

/** Value of a digit of any script, or null. */
export function nativeDigit(sign: string): string | null {
  const code = sign.codePointAt(0) ?? 0;
  if (code < 0x80) return sign >= '0' && sign <= '9' ? sign : null;
  if (code < 0x660 || code > 0xabf9) return null;
  const zero = ZEROS.find((candidate) => code >= candidate && code <= candidate + 9);
  return zero === undefined ? null : String(code - zero);
}

/** All signs of a text. With `spelled`, digits written as words and look-alike letters count as digits. */
export function signsOf(text: string, spelled: boolean): Sign[] {
  const signs: Sign[] = [];
  let at = 0;
  for (const typed of text) {
    const start = at;
    at += typed.length;
    for (const form of formsOf(typed, spelled)) signs.push({ kind: form.kind, sign: form.sign, start, end: at, spelled: form.spelled });
  }
  if (spelled) readLookalikes(signs);
  return withSpokenDashes(signs);
}

/** What one typed character stands for, wherever it stands. */
export interface Form extends Pick<Sign, 'kind' | 'sign' | 'spelled'> {
  /** A letter that is a digit beside digits. */
  readonly lookalike: boolean;
}

/** Forms as found so far, plain and spelled. More than this is no text of people, and forgotten. */
const known: readonly [Map<string, readonly Form[]>, Map<string, readonly Form[]>] = [new Map(), new Map()];
const MOST_KNOWN = 5_000;

/** The signs that a character becomes by NFKC in upper case; none for an invisible one. A memo of a pure function. */
export function formsOf(typed: string, spelled: boolean): readonly Form[] {
  const memo = known[spelled ? 1 : 0];
  let forms = memo.get(typed);
  if (!forms) {
    if (memo.size >= MOST_KNOWN) memo.clear();
    memo.set(typed, (forms = findForms(typed, spelled)));
  }
  return forms;
}

function findForms(typed: string, spelled: boolean): readonly Form[] {
  if (typed !== '\n' && typed !== '\r' && typed !== '\t' && INVISIBLE.test(typed)) return [];
  return (DASH_LETTERS.has(typed) ? [typed] : [...typed.normalize('NFKC').toUpperCase()]).map((sign) => formOf(sign, spelled));
}

function formOf(sign: string, spelled: boolean): Form {
  const digit = nativeDigit(sign);
  const plain = { spelled: false, lookalike: false };
  if (digit !== null) return { kind: 'digit', sign: digit, ...plain };
  const word = spelled ? SPELLED[sign] : undefined;
  if (word !== undefined) return { kind: 'digit', sign: word, spelled: true, lookalike: false };
  const latin = LATIN[sign] ?? sign;
  if (latin >= 'A' && latin <= 'Z' && latin.length === 1)
    return { kind: 'letter', sign: latin, spelled: false, lookalike: LOOKALIKE[latin] !== undefined };
  if (sign === '+') return { kind: 'plus', sign, ...plain };
  if (BLANK.test(sign)) return { kind: 'separator', sign: ' ', ...plain };
  if (DASH_LETTERS.has(sign)) return { kind: 'separator', sign: '-', ...plain };
  if (WORD_SIGN.test(sign)) return { kind: 'other', sign, ...plain };
  return { kind: 'separator', sign: /\p{Pd}|−/u.test(sign) ? '-' : sign, ...plain };
}

/** A word for a dash between two digits becomes one. */
function withSpokenDashes(signs: readonly Sign[]): Sign[] {
  const out: Sign[] = [];
  for (let i = 0; i < signs.length; i += 1) {
    const sign = signs[i] as Sign;
    out.push(sign);
    if (sign.kind !== 'digit' || signs[i + 1]?.kind === 'digit') continue;
    let word = '';
    let next = i + 1;
    for (; next < signs.length && signs[next]?.kind !== 'digit' && next - i <= LONGEST_SPOKEN_DASH; next += 1) {
      if (signs[next]?.kind !== 'separator') word += signs[next]?.sign ?? '';
    }
    const last = signs[next - 1];
    if (word === '' || signs[next]?.kind !== 'digit' || !last || !SPOKEN_DASH.has(word)) continue;
    out.push({ kind: 'separator', sign: '-', start: sign.end, end: last.end, spelled: false });
    i = next - 1;
  }
  return out;
}

/** `O`, `I` and `L` between digits are digits; at the edge of a word they stay letters. */
function readLookalikes(signs: Sign[]): void {
  for (let i = 0; i < signs.length; i += 1) {
    const sign = signs[i];
    const digit = sign?.kind === 'letter' ? LOOKALIKE[sign.sign] : undefined;
    if (!sign || digit === undefined || signs[i - 1]?.kind !== 'digit') continue;
    let next = i + 1;
    while (next < i + 6 && signs[next]?.kind === 'letter' && LOOKALIKE[signs[next]?.sign ?? ''] !== undefined) next += 1;
    const after = signs[next];
    if (after?.kind === 'digit' || after?.kind === 'separator' || after === undefined) {
      signs[i] = { ...sign, kind: 'digit', sign: digit, spelled: true };
    }
  }
}

/** Runs of digit groups, in order. A colon ends a run (a time of day), and so does a word. */
export function runsOf(signs: readonly Sign[], text: string): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < signs.length; i += 1) {
    if (signs[i]?.kind !== 'digit') continue;
    const groups: Group[] = [];
    const plus = signs[i - 1]?.kind === 'plus';
    let before = '';
    let end = i;
    while (signs[i]?.kind === 'digit') {
      const first = i;
      while (signs[i]?.kind === 'digit') i += 1;
      end = i;
      const digits = signs.slice(first, i);
      groups.push({
        digits: digits.map((sign) => sign.sign).join(''),
        start: digits[0]?.start ?? 0,
        end: digits.at(-1)?.end ?? 0,
        shortEnd: digits.length > 1 && digits.at(-1)?.spelled && digits.at(-1)?.sign === '2' ? (digits.at(-2)?.end ?? null) : null,
        before,
      });
      const gap = i;
      while (signs[i]?.kind === 'separator' && i - gap < MAX_SEPARATORS && signs[i]?.sign !== ':') i += 1;
      before = separatorOf(signs.slice(gap, i));
      if (signs[i]?.kind !== 'digit') i = end;
    }
    const last = groups.at(-1)?.end ?? 0;
    const start = groups[0]?.start ?? 0;
    runs.push({ groups, plus, lead: text.slice(Math.max(0, start - 4), start), after: text.slice(last, last + 6) });
    i = end - 1;
  }
  return runs;
}

function separatorOf(signs: readonly Sign[]): string {
  const all = signs.map((sign) => sign.sign).join('');
  return all.trim() || (all === '' ? '' : ' ');
}
