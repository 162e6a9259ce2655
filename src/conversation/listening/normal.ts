import { DIGIT_ZEROS, KEPT_SIGNS, SIMPLE_HAN } from './normal.words.ts';

/**
 * A text in the one form that everything here is compared in: NFKC, lower case, without apostrophes, laughing marks,
 * invisible signs and stretched letters. Accents of Latin letters and the bars of Mongolian ones are set aside (people type Vietnamese and
 * Mongolian with and without them); blanks inside scripts that need none (Hangul, Han, kana, Thai, Khmer) are dropped, because people put them anywhere.
 * Punctuation becomes `,` (soft), `.` or `?` (end of a sentence). Normalising it again changes nothing.
 */
export interface NormalText {
  readonly text: string;
  /** Accents of each unit as bits; 0 is none. */
  readonly marks: Uint16Array;
  /** 1 where a word begins as typed. */
  readonly starts: Uint8Array;
}

/** `packed` scripts are written without blanks or with optional ones; `spaced` ones have words. */
export type UnitKind = 'packed' | 'spaced' | 'digit' | 'blank' | 'soft' | 'hard' | 'sign';

const UNIT_KINDS: readonly UnitKind[] = ['packed', 'spaced', 'digit', 'blank', 'soft', 'hard', 'sign'];
const MARK_BITS: ReadonlyMap<number, number> = new Map([
  [0x300, 1],
  [0x301, 2],
  [0x309, 4],
  [0x303, 8],
  [0x323, 16],
  [0x302, 32],
  [0x306, 64],
  [0x31b, 128],
]);
const BAR = 256;
/** Khmer writes the second consonant of a syllable with this sign before it. */
const COENG = 0x17d2;
/** Such a consonant becomes one unit of its own, so that "slap" is not found inside "house". */
const SUBSCRIPT = 0xe780;
const KHMER = 0x1780;
const OTHER_MARK = 512;

/** What becomes of a character, apart from letters and digits. */
type Role = 'drop' | 'blank' | 'soft' | 'hard' | 'question';

const ROLES: ReadonlyMap<string, Role> = new Map<string, Role>([
  ...[..."'’‘ʻʼ`´ʹ′ʽˈ", 'ๆ', '\u3099', '\u309a', '\u0313', '\u0315'].map((sign): [string, Role] => [sign, 'drop']),
  ...[...',;:()[]{}【】、，；：·・…|'].map((sign): [string, Role] => [sign, 'soft']),
  // What is quoted belongs to what is said of it: the song "Kill Me Softly".
  ...[...'"“”„«»「」『』《》〈〉'].map((sign): [string, Role] => [sign, 'blank']),
  ...[...'.!。．！।៕។\n\r¡'].map((sign): [string, Role] => [sign, 'hard']),
  ...[...'?？؟'].map((sign): [string, Role] => [sign, 'question']),
  ...[...'ㅋㅎㅠㅜㅡ'].map((sign): [string, Role] => [sign, 'blank']),
]);
const JAMO = /[\u3130-\u318f]/u;
const JAMO_RUN = /[\u3130-\u318f]+/gu;
const LETTER = /[\p{L}\p{M}]/u;
const INVISIBLE = /[\p{Cf}\p{Cc}\u115f\u1160\u3164\ufe00-\ufe0f\u20e3]/u;
const UNSEEN = /[^\P{Cf}\u2060]|[\u115f\u1160\u3164\ufe00-\ufe0f\u20e3\u00ad\u2060]/gu;

/** Kinds of code units as found so far, 0 is not yet: at most 65,536 of them. */
const knownKinds = new Uint8Array(65_536);

/** What a unit of a normal text is, by its code. */
export function kindOf(code: number): UnitKind {
  return UNIT_KINDS[kindNumberOf(code) - 1] ?? 'sign';
}

/** The same as a number, for whoever only asks whether two units are of one kind. */
export function kindNumberOf(code: number): number {
  let known = knownKinds[code] ?? 0;
  if (known === 0) {
    known = UNIT_KINDS.indexOf(findKind(code)) + 1;
    knownKinds[code] = known;
  }
  return known;
}

function findKind(code: number): UnitKind {
  if (code === 0x20) return 'blank';
  if (code >= 0x30 && code <= 0x39) return 'digit';
  if (code === 0x2c) return 'soft';
  if (code === 0x2e || code === 0x3f) return 'hard';
  if (code >= 0x61 && code <= 0x7a) return 'spaced';
  if (code < 0x80) return 'sign';
  if (isPacked(code)) return 'packed';
  return LETTER.test(String.fromCharCode(code)) ? 'spaced' : 'sign';
}

function isPacked(code: number): boolean {
  return (
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0x3041 && code <= 0x318f) ||
    (code >= 0x3400 && code <= 0x9fff) ||
    (code >= 0x0e00 && code <= 0x0e7f) ||
    (code >= 0x1780 && code <= 0x17ff) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= SUBSCRIPT && code <= SUBSCRIPT + 0x33) ||
    code === 0x3005 ||
    code === 0x3007
  );
}

/** Normalises any string; linear in its length. */
export function normalise(raw: string): NormalText {
  const plain = compatible(raw);
  layOut(2 * plain.length);
  const writer = new Writer();
  for (let i = 0; i < plain.length; i += 1) {
    const code = plain.charCodeAt(i);
    if (code >= 0x61 && code <= 0x7a) writer.put(code, 0, 'spaced');
    else if (code === 0x20) writer.blank();
    else if (code >= 0xac00 && code <= 0xd7a3) writer.put(code, 0, 'packed');
    else if (code >= 0xd800 && code <= 0xdbff) {
      pictogram(writer, plain.slice(i, i + 2));
      i += 1;
    } else if (code === COENG) {
      const below = subscriptOf(plain.charCodeAt(i + 1));
      if (below !== null) {
        writer.put(below, 0, 'packed');
        i += 1;
      }
    } else if ((code === 0x2e || code === 0x2c) && digitOf(plain.charCodeAt(i - 1)) !== null && digitOf(plain.charCodeAt(i + 1)) !== null) {
      if (code === 0x2e) writer.put(0x2e, 0, 'digit');
      else if (digitOf(plain.charCodeAt(i + 3)) === null) writer.boundary(0x2c);
    } else if (code === 0x2e && (plain.charCodeAt(i + 1) === 0x2e || plain.charCodeAt(i - 1) === 0x2e)) writer.boundary(0x2c);
    else other(writer, code);
  }
  return writer.done();
}

/** The unit of a consonant that stands below, or null when it is none; two of them look the same and are typed for each other. */
function subscriptOf(code: number): number | null {
  if (!(code >= KHMER && code <= KHMER + 0x33)) return null;
  return SUBSCRIPT + (code === 0x178a ? 0x178f : code) - KHMER;
}

function other(writer: Writer, code: number): void {
  const unit = String.fromCharCode(code);
  const role = ROLES.get(unit);
  if (role === 'drop') return;
  if (role === 'blank') writer.blank();
  else if (role === 'soft') writer.boundary(0x2c);
  else if (role === 'hard') writer.boundary(0x2e);
  else if (role === 'question') writer.boundary(0x3f);
  else letter(writer, code, unit);
}

function letter(writer: Writer, code: number, unit: string): void {
  const digit = digitOf(code);
  if (digit !== null) writer.put(0x30 + digit, 0, 'digit');
  else if (code === 0x111 || code === 0xf0) writer.put(0x64, BAR, 'spaced');
  else if (code === 0x451) writer.put(0x435, 0, 'spaced');
  // ү and ө are often typed as у and о.
  else if (code === 0x4af) writer.put(0x443, BAR, 'spaced');
  else if (code === 0x4e9) writer.put(0x43e, BAR, 'spaced');
  else if ((code >= 0xc0 && code <= 0x24f) || (code >= 0x1e00 && code <= 0x1eff)) accented(writer, unit);
  else if (code >= 0x300 && code <= 0x36f) writer.mark(MARK_BITS.get(code) ?? OTHER_MARK);
  else if (KEPT_SIGNS.has(unit)) writer.put(code, 0, 'sign');
  else {
    const simple = code >= 0x3400 ? (SIMPLE_HAN.get(unit)?.charCodeAt(0) ?? code) : code;
    const kind = kindOf(simple);
    // Conjoining letters of Hangul that NFKC could not join mean nothing here.
    if ((kind === 'spaced' || kind === 'packed') && !(code >= 0x1100 && code <= 0x11ff)) writer.put(simple, 0, kind);
    else writer.blank();
  }
}

function accented(writer: Writer, unit: string): void {
  const parts = unit.normalize('NFD');
  let bits = 0;
  for (let i = 1; i < parts.length; i += 1) bits |= MARK_BITS.get(parts.charCodeAt(i)) ?? OTHER_MARK;
  writer.put(parts.charCodeAt(0), bits, 'spaced');
}

function pictogram(writer: Writer, pair: string): void {
  if (KEPT_SIGNS.has(pair)) writer.pair(pair);
  else writer.blank();
}

const SIMPLE = /^[\n -~\uac00-\ud7a3\u0410-\u044f\u4e00-\u9fa5\u3041-\u3096]*$/u;

/** NFKC and lower case, but Korean letters that stand alone (ㅇㅇ, ㄴㄴ) stay what they are; invisible signs go. */
function compatible(raw: string): string {
  if (SIMPLE.test(raw)) return raw.toLowerCase();
  const seen = raw.replace(UNSEEN, '');
  if (!JAMO.test(seen)) return visible(seen.normalize('NFKC').toLowerCase());
  let out = '';
  let at = 0;
  for (const run of seen.matchAll(JAMO_RUN)) {
    out += seen.slice(at, run.index).normalize('NFKC').toLowerCase() + run[0];
    at = run.index + run[0].length;
  }
  return visible(out + seen.slice(at).normalize('NFKC').toLowerCase());
}

/** Control signs count as blanks; line ends stay. */
function visible(text: string): string {
  return INVISIBLE.test(text) ? text.replace(/[^\P{Cc}\n\r]/gu, ' ').replace(UNSEEN, '') : text;
}

/** Value of a digit of any script that our families use, or null. */
function digitOf(code: number): number | null {
  if (code < 0x80) return code >= 0x30 && code <= 0x39 ? code - 0x30 : null;
  if (code >= 0xac00 || code < 0x600) return null;
  for (const zero of DIGIT_ZEROS) if (code >= zero && code <= zero + 9) return code - zero;
  return null;
}

/** Scratch paper of the writer: large arrays are costly to make, and what is written is copied when it is done. */
let paper = paperOf(1_024);

function paperOf(length: number): {
  readonly units: Uint16Array;
  readonly bits: Uint16Array;
  readonly begins: Uint8Array;
  readonly blank: Uint16Array;
} {
  return { units: new Uint16Array(length), bits: new Uint16Array(length), begins: new Uint8Array(length), blank: new Uint16Array(length) };
}

function layOut(length: number): void {
  if (paper.units.length < length) paper = paperOf(2 * length);
}

/** Collects units, squeezing blanks, boundaries and letters that are repeated three times or more. */
class Writer {
  private readonly units = paper.units;
  private readonly bits = paper.bits;
  private readonly begins = paper.begins;
  private marked = false;
  private length = 0;
  private pendingBlank = false;
  private last: UnitKind = 'hard';
  private run = 0;

  blank(): void {
    this.pendingBlank = true;
  }

  /** @param sign Code of `,`, `.` or `?`. */
  boundary(sign: number): void {
    this.pendingBlank = false;
    this.run = 0;
    if (this.length === 0) return;
    if (this.last === 'soft' || this.last === 'hard') {
      const before = this.units[this.length - 1];
      if (sign === 0x3f || before === 0x2c) this.units[this.length - 1] = sign;
    } else this.push(sign, 0, 1);
    this.last = this.units[this.length - 1] === 0x2c ? 'soft' : 'hard';
  }

  mark(bit: number): void {
    if (this.length === 0) return;
    this.bits[this.length - 1] = (this.bits[this.length - 1] ?? 0) | bit;
    this.marked = true;
  }

  put(unit: number, bits: number, kind: UnitKind): void {
    const wordBreak = this.pendingBlank || this.last !== kind;
    const edge = this.last === 'hard' || this.last === 'soft' || this.length === 0;
    if (wordBreak && this.blankBetween(kind, edge)) this.push(0x20, 0, 0);
    this.pendingBlank = false;
    const same = (!wordBreak || (kind === 'packed' && this.last === kind)) && kind !== 'digit' && this.units[this.length - 1] === unit;
    this.run = same ? this.run + 1 : 1;
    // The third in a row makes it a stretched letter: one is left.
    if (this.run === 3) this.length -= 1;
    if (this.run >= 3) return;
    this.push(unit, bits, wordBreak || edge ? 1 : 0);
    this.last = kind;
  }

  pair(sign: string): void {
    this.put(sign.charCodeAt(0), 0, 'sign');
    this.push(sign.charCodeAt(1), 0, 0);
    this.run = 0;
  }

  done(): NormalText {
    const { length } = this;
    let text = '';
    for (let i = 0; i < length; i += 4096)
      text += String.fromCharCode.apply(null, this.units.subarray(i, Math.min(i + 4096, length)) as unknown as number[]);
    const marks = this.marked ? this.bits.slice(0, length) : paper.blank.subarray(0, length);
    return { text, marks, starts: this.begins.slice(0, length) };
  }

  private blankBetween(kind: UnitKind, edge: boolean): boolean {
    // "3, 555" is two numbers, "3,555" is one.
    if (edge) return kind === 'digit' && this.last === 'soft' && kindOf(this.units[this.length - 2] ?? 0) === 'digit';
    const glued = (this.last === 'spaced' && kind === 'digit') || (this.last === 'digit' && kind === 'spaced');
    if (!this.pendingBlank && !glued) return false;
    const packed = kind === 'packed' || this.last === 'packed';
    const mixed = kind === 'spaced' || this.last === 'spaced';
    return !packed || mixed;
  }

  private push(unit: number, bits: number, start: number): void {
    this.units[this.length] = unit;
    this.bits[this.length] = bits;
    if (bits !== 0) this.marked = true;
    this.begins[this.length] = start;
    this.length += 1;
  }
}
