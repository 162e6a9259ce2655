import { LANGS, type Lang } from '../types.ts';
import type { Reading } from './meaning.ts';

const LATIN: readonly Lang[] = ['en', 'vi', 'fil', 'uz', 'mn', 'ru', 'ne'];
const CYRILLIC: readonly Lang[] = ['ru', 'mn', 'uz'];

/** Accents that only Vietnamese has among our languages: hook, horn, dot below, breve and the barred d. */
const VIETNAMESE_MARKS = 4 | 128 | 16 | 256;

/** Script first, then everyday words. Null when unsure. */
export function guessLanguage(reading: Reading): Lang | null {
  const { text, marks } = reading.normal;
  const counts = countScripts(text);
  const most = Math.max(
    Math.max(counts.hangul, counts.thai, counts.khmer, counts.devanagari),
    Math.max(counts.kana, counts.han, counts.cyrillic, counts.latin),
  );
  if (most === 0) return null;
  // A few foreign letters beside a script that only one of our languages uses do not change the language.
  if (counts.hangul > 0 && counts.hangul * 3 >= most) return 'ko';
  if (counts.thai * 2 >= most) return 'th';
  if (counts.khmer * 2 >= most) return 'km';
  if (counts.devanagari * 2 >= most) return 'ne';
  if (counts.kana > 0 && (counts.kana + counts.han) * 2 >= most) return 'ja';
  if (counts.han === most) return known(reading, ['zh-CN', 'ja']);
  if (counts.cyrillic === most) return cyrillic(reading);
  if (marks.some((bits, i) => (bits & VIETNAMESE_MARKS) !== 0 && text.charCodeAt(i) < 0x400)) return 'vi';
  return known(reading, LATIN);
}

function cyrillic(reading: Reading): Lang | null {
  const { text, marks } = reading.normal;
  // ү and ө are у and о with a mark.
  for (let i = 0; i < text.length; i += 1) if ((text[i] === 'у' || text[i] === 'о') && marks[i] !== 0) return 'mn';
  if (/[ўқғҳ]/u.test(text)) return 'uz';
  return known(reading, CYRILLIC);
}

/** The one whose everyday words occur most, if it is just one. */
function known({ lexicons, spots }: Reading, langs: readonly Lang[]): Lang | null {
  let best: Lang | null = null;
  let most = 0;
  let tied = false;
  for (const lang of LANGS) {
    if (!langs.includes(lang)) continue;
    const count = spots.get(lexicons.modifiers.get(lang)?.knownBy ?? -1)?.length ?? 0;
    if (count > most) {
      best = lang;
      most = count;
      tied = false;
    } else if (count === most && count > 0) tied = true;
  }
  return tied ? null : best;
}

interface ScriptCounts {
  readonly hangul: number;
  readonly thai: number;
  readonly khmer: number;
  readonly devanagari: number;
  readonly kana: number;
  readonly han: number;
  readonly cyrillic: number;
  readonly latin: number;
}

function countScripts(text: string): ScriptCounts {
  const counts = { hangul: 0, thai: 0, khmer: 0, devanagari: 0, kana: 0, han: 0, cyrillic: 0, latin: 0 };
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= 0x61 && code <= 0x7a) counts.latin += 1;
    else if ((code >= 0xac00 && code <= 0xd7a3) || (code >= 0x3131 && code <= 0x318e)) counts.hangul += 1;
    else if (code >= 0x400 && code <= 0x4ff) counts.cyrillic += 1;
    else if (code >= 0x900 && code <= 0x97f) counts.devanagari += 1;
    else if (code >= 0xe01 && code <= 0xe7f) counts.thai += 1;
    else if (code >= 0x1780 && code <= 0x17ff) counts.khmer += 1;
    else if (code >= 0x3041 && code <= 0x30ff) counts.kana += 1;
    else if (code >= 0x3400 && code <= 0x9fff) counts.han += 1;
  }
  return counts;
}
