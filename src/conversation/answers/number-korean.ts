import { isDigit, isHangul } from './text-fold.ts';

const SINO: Readonly<Record<string, number>> = { 영: 0, 공: 0, 일: 1, 이: 2, 삼: 3, 사: 4, 오: 5, 육: 6, 륙: 6, 칠: 7, 팔: 8, 구: 9 };
const TIMES: Readonly<Record<string, number>> = { 십: 10, 백: 100, 천: 1_000, 만: 10_000 };
const NATIVE: Readonly<Record<string, number>> = {
  하나: 1,
  한: 1,
  둘: 2,
  두: 2,
  셋: 3,
  세: 3,
  석: 3,
  서: 3,
  넷: 4,
  네: 4,
  넉: 4,
  너: 4,
  다섯: 5,
  여섯: 6,
  일곱: 7,
  여덟: 8,
  여덜: 8,
  아홉: 9,
};
const NATIVE_TENS: Readonly<Record<string, number>> = {
  열: 10,
  스물: 20,
  스무: 20,
  서른: 30,
  설흔: 30,
  마흔: 40,
  쉰: 50,
  예순: 60,
  일흔: 70,
  여든: 80,
  아흔: 90,
};

/** What may follow a number in words, so that 이, 일, 사, 오 and the like are not read out of other words. */
const SINO_UNITS = ['개월', '주', '일', '월', '년', '원', '살', '세', '차', '번'];
const NATIVE_UNITS = ['개월', '주', '달', '살', '째', '번째', '돌', '해'];
const TAIL = /^(?:$|[\s.,!?~ㅎㅋㅠ]|요|이요|이에요|예요|정도|쯤|입니다|에)/u;
const LONGEST = 12;

export interface KoreanNumber {
  readonly value: number;
  readonly end: number;
}

/**
 * Reads a number in Korean words at `from`: Sino-Korean (삼십이주, 이천이십칠년, 이공이칠년) or native (서른두 주, 석 달). Only when a
 * unit follows, or when the words can be nothing but a number.
 */
export function readKoreanNumber(text: string, from: number): KoreanNumber | null {
  return readNative(text, from) ?? readSino(text, from);
}

function readSino(text: string, from: number): KoreanNumber | null {
  let end = from;
  while (end < text.length && end - from < LONGEST && isSino(text[end])) end += 1;
  // The last sign of the run may be the unit itself (십오일) or a copula (육칠이요): the longest number that a unit follows wins.
  for (let stop = end; stop > from; stop -= 1) {
    const value = sinoValue(text.slice(from, stop));
    if (value === null) continue;
    if (followedBy(text, stop, SINO_UNITS)) return { value, end: stop };
    const certain = stop - from >= 2 && /[십백천만]/u.test(text.slice(from, stop));
    if (certain && TAIL.test(text.slice(stop, stop + 5))) return { value, end: stop };
  }
  return null;
}

function isSino(sign: string | undefined): boolean {
  return sign !== undefined && (SINO[sign] !== undefined || TIMES[sign] !== undefined);
}

/** Value of 이십일, 이천이십칠, 삼십오만 or, digit by digit, 이공이칠; null when the words do not make a number. */
export function sinoValue(words: string): number | null {
  const signs = [...words];
  if (signs.every((sign) => SINO[sign] !== undefined)) {
    if (signs.length === 1) return SINO[signs[0] ?? ''] || null;
    return signs.length === 4 || (signs.length === 2 && signs[0] === '영') ? Number(signs.map((sign) => SINO[sign]).join('')) : null;
  }
  const [left, right, ...more] = words.split('만');
  if (more.length > 0) return null;
  if (right === undefined) return below10000(words);
  const high = left === '' ? 1 : below10000(left ?? '');
  const low = right === '' ? 0 : below10000(right);
  return high === null || low === null ? null : high * 10_000 + low;
}

function below10000(words: string): number | null {
  let total = 0;
  let digit: number | null = null;
  let limit = 10_000;
  for (const sign of words) {
    const value = SINO[sign];
    if (value !== undefined) {
      if (digit !== null || value === 0) return null;
      digit = value;
      continue;
    }
    const times = TIMES[sign] ?? 0;
    if (times === 0 || times >= limit) return null;
    total += (digit ?? 1) * times;
    digit = null;
    limit = times;
  }
  return total + (digit ?? 0) || null;
}

function readNative(text: string, from: number): KoreanNumber | null {
  const tens = wordAt(text, from, NATIVE_TENS);
  let at = from + (tens?.length ?? 0);
  const skip = tens && text[at] === ' ' ? 1 : 0;
  const ones = wordAt(text, at + skip, NATIVE);
  if (ones) at += skip + ones.length;
  if (!tens && !ones) return null;
  const value = (tens ? (NATIVE_TENS[tens] ?? 0) : 0) + (ones ? (NATIVE[ones] ?? 0) : 0);
  if (followedBy(text, at, NATIVE_UNITS)) return { value, end: at };
  const certain = tens !== null && ones !== null && value > 20;
  return certain && TAIL.test(text.slice(at, at + 5)) ? { value, end: at } : null;
}

function wordAt(text: string, at: number, words: Readonly<Record<string, number>>): string | null {
  for (const length of [2, 1]) {
    const word = text.slice(at, at + length);
    if (word.length === length && Object.hasOwn(words, word)) return word;
  }
  return null;
}

function followedBy(text: string, at: number, units: readonly string[]): boolean {
  const next = text[at] === ' ' ? at + 1 : at;
  const unit = units.find((word) => text.startsWith(word, next));
  if (!unit) return false;
  if (unit !== '일' && unit !== '주' && unit !== '세' && unit !== '차') return true;
  // 일요일, 주세요, 세요: no units.
  const after = text[next + unit.length];
  if (unit === '일') return after !== '요' || text.slice(next + 1, next + 3) === '요' || !isHangul(text[next + 2]);
  if (unit === '세') return after === undefined || !isHangul(after) || '이요에입가인의'.includes(after);
  return after === undefined || !isHangul(after) || isDigit(after) || !'세소민말'.includes(after);
}
