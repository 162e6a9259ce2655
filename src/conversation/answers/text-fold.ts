import { nativeDigit } from '../redact-digits.ts';

const INVISIBLE = /[\p{Cf}\p{Cc}\u115f\u1160\u3164\ufe00-\ufe0f\u20e3]/u;
const DASHES = /[\p{Pd}−]/u;
const APOSTROPHES = new Set(["'", '’', '‘', 'ʻ', 'ʼ', '`', '´', 'ʹ', '′', 'ʽ', 'ˈ']);
/** Korean letters that only laugh, cry or shrug. */
const LAUGHING = /[ㅋㅎㅠㅜㅡㅗ]+/gu;
/** A letter typed three times or more is one that was drawn out. */
const DRAWN_OUT = /([\p{L}~!])\1{2,}/gu;
/** A hyphen inside a word, or between words. */
const HYPHEN = /(?<=[\p{L}\p{M}])-(?=\p{L})/gu;

/** Signs that are written in more than one way, and what they become; each key is one sign. */
const SAME: ReadonlyMap<string, string> = new Map(
  [
    'ёе',
    'ँं',
    '〜~',
    '∼~',
    '。.',
    '、,',
    '،,',
    '។.',
    '।.',
    '・.',
    '·.',
    '∙.',
    '⁄/',
    '∕/',
    '「"',
    '」"',
    '“"',
    '”"',
    '«"',
    '»"',
    '產产',
    '後后',
    '週周',
    '個个',
    '禮礼',
    '號号',
    '歲岁',
    '農农',
    '曆历',
    '暦历',
    '陰阴',
    '陽阳',
    '舊旧',
    '預预',
    '懷怀',
    '經经',
    '還还',
    '來来',
    '話话',
    '電电',
    '這这',
    '裡里',
    '裏里',
    '碼码',
    '無无',
    '沒没',
    '時时',
    '間间',
    '滿满',
    '萬万',
    '圓円',
    '韓韩',
    '寶宝',
    '過过',
    '兩两',
    '點点',
    '媽妈',
    '關关',
    '說说',
    '對对',
    '會会',
    '見见',
    '親亲',
    '錢钱',
    '費费',
    '峴岘',
    '村村',
    '醫医',
    '療疗',
    '檢检',
    '聽听',
    '傷伤',
    '頭头',
    '腫肿',
    '臉脸',
    '動动',
    '難难',
    '嬰婴',
    '兒儿',
    '餵喂',
    '喫吃',
    '發发',
    '燒烧',
    '熱热',
    '陣阵',
    '東东',
    '區区',
    '島岛',
    '論论',
    '長长',
    '張张',
    '壽寿',
    '棧栈',
    '給给',
    '氣气',
    '補补',
    '幫帮',
    '護护',
    '險险',
    '證证',
    '辦办',
    '開开',
    '門门',
    '獨独',
    '與与',
    '為为',
    '們们',
    '婦妇',
    '孫孙',
    '鄰邻',
    '聯联',
    '絡络',
    '簡简',
    '訊讯',
    '認认',
    '識识',
    '隱隐',
    '負负',
    '責责',
    '師师',
    '員员',
    '業业',
    '從从',
    '興兴',
    '義义',
    '廣广',
    '漢汉',
    '緊紧',
    '貧贫',
    '壞坏',
    '嚇吓',
    '殺杀',
    '顧顾',
    '願愿',
    '擔担',
    '憂忧',
    '鬱郁',
    '離离',
    '處处',
    '帶带',
    '養养',
    '誰谁',
    '問问',
    '題题',
    '較较',
    '別别',
    '請请',
  ].map((pair) => [[...pair][0] ?? '', [...pair][1] ?? '']),
);

/**
 * A typed text in the one form that words are looked up in: NFKC, lower case, digits of any script as 0–9, one blank between
 * words, apostrophes and invisible signs gone, one sign for each kind of dash. Linear; any string.
 */
export function fold(text: string): string {
  if (text.length <= SHORT && FOLDED.test(text)) return text.toLowerCase();
  let out = '';
  for (const sign of text.replace(LAUGHING, ' ').replace(/½/gu, ' half ').normalize('NFKC').toLowerCase()) {
    const code = sign.charCodeAt(0);
    if ((code >= 0x61 && code <= 0x7a) || code === 0x20 || (code >= 0x30 && code <= 0x39)) out += sign;
    else if ((code >= 0x4e00 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3)) out += SAME.get(sign) ?? sign;
    else out += foldedSign(sign, code);
  }
  return out
    .replace(/្ដ/gu, '្ត')
    .replace(DRAWN_OUT, '$1')
    .replace(HYPHEN, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/^[ .]+/u, '')
    .trim();
}

/** Signs before Han as folded so far. */
const HAN = 0x3400;
const near: (string | undefined)[] = Array.from({ length: HAN }, () => undefined);

function foldedSign(sign: string, code: number): string {
  return code < HAN ? (near[code] ??= findFolded(sign)) : findFolded(sign);
}

function findFolded(sign: string): string {
  if (sign === '\n' || sign === '\r' || sign === '\t') return ' . ';
  if (APOSTROPHES.has(sign) || INVISIBLE.test(sign)) return '';
  return nativeDigit(sign) ?? SAME.get(sign) ?? (DASHES.test(sign) ? '-' : sign);
}

/** Words and numbers of ASCII with single blanks between them, as most answers are; three equal letters in a row are not. */
const FOLDED = /^(?!.*([a-z])\1\1)[a-z0-9]+(?: [a-z0-9]+)*$/i;
/** Longer than this it is no short answer, and the look ahead would cost more than it saves. */
const SHORT = 40;

const MARKS = /[\u0300-\u036f]/gu;

/** A folded word as it is typed on a keyboard without the letters of the language: `không` as `khong`, `үгүй` as `угуй`. */
export function bare(word: string): string {
  return word
    .replace(/[\u00e0-\u024f\u1e00-\u1eff]/gu, (letter) => letter.normalize('NFD').replace(MARKS, ''))
    .replace(/đ/gu, 'd')
    .replace(/ү/gu, 'у')
    .replace(/ө/gu, 'о');
}

/** Hangul, Han, kana, Thai, Khmer: scripts whose words are not divided by blanks, or only sometimes. */
export function isPacked(sign: string | undefined): boolean {
  if (sign === undefined) return false;
  const code = sign.charCodeAt(0);
  return (
    code >= 0x0e00 &&
    ((code >= 0xac00 && code <= 0xd7a3) ||
      code <= 0x0e7f ||
      (code >= 0x1100 && code <= 0x11ff) ||
      (code >= 0x1780 && code <= 0x17ff) ||
      (code >= 0x3005 && code <= 0x30ff) ||
      (code >= 0x3400 && code <= 0x9fff))
  );
}

export function isHangul(sign: string | undefined): boolean {
  return sign !== undefined && sign >= '가' && sign <= '힣';
}

/** A letter (or a mark on it) of a script with words: Latin, Cyrillic, Devanagari and all others. */
export function isWordLetter(sign: string | undefined): boolean {
  if (sign === undefined || sign === '') return false;
  const code = sign.charCodeAt(0);
  if (code < 0x80) return code >= 0x61 && code <= 0x7a;
  return !isPacked(sign) && isLetter(code);
}

/** Whether a code unit is a letter or a mark, as found so far: 0 is not yet, 1 no, 2 yes. */
const letters = new Uint8Array(65_536);

function isLetter(code: number): boolean {
  letters[code] ||= /[\p{L}\p{M}]/u.test(String.fromCharCode(code)) ? 2 : 1;
  return letters[code] === 2;
}

export function isDigit(sign: string | undefined): boolean {
  return sign !== undefined && sign >= '0' && sign <= '9';
}
