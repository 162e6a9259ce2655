/**
 * Reads a text as digits, separators and other signs, each with its place in the original text, so that what is removed can
 * be cut out of the text exactly as it was typed. What stands together is put together in `redact-runs.ts`.
 */

/** One sign as it is compared: after NFKC, in upper case, digits of any script as 0–9. */
export interface Form {
  readonly kind: 'digit' | 'letter' | 'separator' | 'plus' | 'other';
  /** `0`–`9` for a digit, `A`–`Z` for a letter, else the sign itself. */
  readonly sign: string;
  /** A digit written as a word or as a look-alike letter. */
  readonly spelled: boolean;
  /** A letter that is a digit beside digits. */
  readonly lookalike: boolean;
}

/** The signs of a text with their places in it, `ends` exclusive. They hold until the next text is read. */
export interface Signs {
  readonly count: number;
  readonly forms: readonly (Form | undefined)[];
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

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

/** Paper for the signs of one text: large arrays are costly to make. */
const paper: { count: number; forms: (Form | undefined)[]; starts: Int32Array; ends: Int32Array } = {
  count: 0,
  forms: [],
  starts: new Int32Array(1_024),
  ends: new Int32Array(1_024),
};

/** All signs of a text. With `spelled`, digits written as words and look-alike letters count as digits. */
export function signsOf(text: string, spelled: boolean): Signs {
  paper.count = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) ?? 0;
    const start = at;
    at += code > 0xffff ? 2 : 1;
    for (const form of formsOf(code, spelled)) put(form, start, at);
  }
  paper.forms.length = paper.count;
  if (spelled) readLookalikes(paper);
  readSpokenDashes();
  return paper;
}

function put(form: Form, start: number, end: number): void {
  const { count, starts, ends } = paper;
  if (count === starts.length) {
    paper.starts = new Int32Array(2 * count);
    paper.starts.set(starts);
    paper.ends = new Int32Array(2 * count);
    paper.ends.set(ends);
  }
  paper.forms[count] = form;
  paper.starts[count] = start;
  paper.ends[count] = end;
  paper.count += 1;
}

/** Forms as found so far by code point, plain and spelled: of signs before Han in lists, of others in maps that do not grow for ever. */
const HAN = 0x3400;
const near: readonly [(readonly Form[] | undefined)[], (readonly Form[] | undefined)[]] = [
  Array.from({ length: HAN }, () => undefined),
  Array.from({ length: HAN }, () => undefined),
];
const far: readonly [Map<number, readonly Form[]>, Map<number, readonly Form[]>] = [new Map(), new Map()];
const MOST_KNOWN = 5_000;

/** Of Han and Hangul, those that are digits or belong to a spoken dash are looked at; the others are letters and no more. */
const SPECIAL = new Set([...Object.keys(SPELLED), ...DASH_LETTERS, ...[...SPOKEN_DASH].join('')].map((sign) => sign.charCodeAt(0)));
const LETTER: readonly Form[] = [{ kind: 'other', sign: '\0', spelled: false, lookalike: false }];

/** The signs that a character becomes by NFKC in upper case; none for an invisible one. A memo of a pure function. */
export function formsOf(code: number, spelled: boolean): readonly Form[] {
  const which = spelled ? 1 : 0;
  if (code < HAN) return (near[which][code] ??= findForms(String.fromCharCode(code), spelled));
  if (((code >= 0x4e00 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3)) && !SPECIAL.has(code)) return LETTER;
  const memo = far[which];
  let forms = memo.get(code);
  if (!forms) {
    if (memo.size >= MOST_KNOWN) memo.clear();
    memo.set(code, (forms = findForms(String.fromCodePoint(code), spelled)));
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

const DASH: Form = { kind: 'separator', sign: '-', spelled: false, lookalike: false };

/** A word for a dash between two digits becomes one. */
function readSpokenDashes(): void {
  const { count, forms, starts, ends } = paper;
  let out = 0;
  for (let i = 0; i < count; i += 1) {
    forms[out] = forms[i];
    starts[out] = starts[i] ?? 0;
    ends[out] = ends[i] ?? 0;
    out += 1;
    if (forms[out - 1]?.kind !== 'digit' || forms[i + 1]?.kind === 'digit') continue;
    let word = '';
    let next = i + 1;
    for (; next < count && forms[next]?.kind !== 'digit' && next - i <= LONGEST_SPOKEN_DASH; next += 1) {
      if (forms[next]?.kind !== 'separator') word += forms[next]?.sign ?? '';
    }
    if (word === '' || next >= count || forms[next]?.kind !== 'digit' || !SPOKEN_DASH.has(word)) continue;
    forms[out] = DASH;
    starts[out] = ends[i] ?? 0;
    ends[out] = ends[next - 1] ?? 0;
    out += 1;
    i = next - 1;
  }
  paper.count = out;
  forms.length = out;
}

const LOOKALIKE_DIGITS: Readonly<Record<string, Form>> = Object.fromEntries(
  Object.entries(LOOKALIKE).map(([letter, digit]): [string, Form] => [
    letter,
    { kind: 'digit', sign: digit, spelled: true, lookalike: false },
  ]),
);

/** `O`, `I` and `L` between digits are digits; at the edge of a word they stay letters. */
function readLookalikes({ count, forms }: { readonly count: number; readonly forms: (Form | undefined)[] }): void {
  for (let i = 1; i < count; i += 1) {
    const form = forms[i];
    if (form?.lookalike !== true || forms[i - 1]?.kind !== 'digit') continue;
    let next = i + 1;
    while (next < i + 6 && forms[next]?.lookalike === true) next += 1;
    const after = forms[next]?.kind;
    if (after === 'digit' || after === 'separator' || after === undefined) forms[i] = LOOKALIKE_DIGITS[form.sign];
  }
}
