import { signsOf } from '../redact-digits.ts';
import { runsOf } from '../redact-runs.ts';

/** A letter O that begins a mobile number. */
const LEADING_O = /(?<![\p{L}\p{N}])[oOоОＯｏ](?=[1lI１][\doOоО０-９])/gu;
const MOBILE = /^0?1(?:0\d{8}|[16789]\d{7,8})$/u;
const LANDLINE = /^0?(?:2\d{7,8}|[3-6]\d{8,9}|70\d{8}|50\d{8,10})$/u;
/** A syllable or two that are digits as well, right after a typed one. */
const WORD_AFTER = /\p{Nd}\s*([공영일이삼사오육륙칠팔구〇零一二三四五六七八九]{1,2})$/u;
/** E.164 allows 15 digits; shorter ones than 8 reach nobody abroad. */
const ABROAD = /^[1-9]\d{7,14}$/u;

/** Fewer digits than this are an age or a house. */
const FEWEST = 4;

export interface PhoneReading {
  /** Different numbers in E.164, in the order typed. */
  readonly numbers: readonly string[];
  /** Digits that make no phone number stand there. */
  readonly hasOther: boolean;
}

/** The phone numbers of a text: digits of any script, Korean digit words, look-alike letters, dashes of any kind. */
export function readPhones(text: string): PhoneReading {
  const numbers = new Set<string>();
  let hasOther = false;
  for (const run of runsOf(signsOf(text.replace(LEADING_O, '0'), true), text, FEWEST)) {
    const digits = run.groups.map((group) => group.digits).join('');
    const typed = text.slice(run.groups[0]?.start, run.groups.at(-1)?.end);
    const phone = withoutNextWord(digits, typed)
      .map((candidate) => phoneOf(candidate, run.plus))
      .find((found) => found !== null);
    if (phone) numbers.add(phone);
    else hasOther = true;
  }
  return { numbers: [...numbers], hasOther };
}

/** The digits, and those without what may be the beginning of the next word ("3434 이에요", "3434 오전에"): first what is likelier. */
function withoutNextWord(digits: string, typed: string): readonly string[] {
  const word = WORD_AFTER.exec(typed)?.[1] ?? '';
  if (word !== '') return [digits.slice(0, -word.length), digits];
  return typed.endsWith('이') ? [digits, digits.slice(0, -1)] : [digits];
}

/** E.164 of a Korean number as it is dialled, or of any other with its country code; null when it is neither. */
function phoneOf(digits: string, plus: boolean): string | null {
  const dialled = plus ? digits : digits.startsWith('00') ? digits.slice(2) : null;
  const abroad = dialled ?? (/^8210\d{8}$/u.test(digits) ? digits : null);
  if (abroad === null) return digits.startsWith('0') && isKorean(digits) ? `+82${digits.slice(1)}` : null;
  if (!abroad.startsWith('82')) return ABROAD.test(abroad) ? `+${abroad}` : null;
  const rest = abroad.slice(2);
  return isKorean(rest) ? `+82${rest.replace(/^0/u, '')}` : null;
}

function isKorean(digits: string): boolean {
  return MOBILE.test(digits) || LANDLINE.test(digits);
}
