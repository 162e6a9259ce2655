import type { Lang } from './types.ts';

const CYRILLIC = /\p{Script=Cyrillic}/u;
const LATIN = /[a-z]/iu;

/** Uzbek in Cyrillic letters as it is written in Latin ones; apostrophes do not count anywhere, so they are left out. */
const UZBEK: ReadonlyMap<string, string> = new Map(
  'а:a б:b в:v г:g д:d е:e ё:yo ж:j з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:x ц:ts ч:ch ш:sh щ:sh ъ: ы:i ь: э:e ю:yu я:ya ў:o қ:q ғ:g ҳ:h'
    .split(' ')
    .map((pair): [string, string] => [pair.slice(0, 1), pair.slice(2)]),
);
const UZBEK_LETTER = /[а-яёўқғҳ]/giu;

/** Mongolian as it is typed in Latin letters; ү and ө cannot be told from u and o there, and need not be. */
const MONGOLIAN: ReadonlyMap<string, string> = new Map(
  'shch:щ kh:х sh:ш ch:ч ts:ц zh:ж ya:я yo:ё yu:ю ye:е a:а b:б c:ц d:д e:э f:ф g:г h:х i:и j:ж k:к l:л m:м n:н o:о p:п q:к r:р s:с t:т u:у v:в w:в x:х z:з'
    .split(' ')
    .map((pair): [string, string] => pair.split(':') as [string, string]),
);
const MONGOLIAN_LETTER = /shch|[kscz]h|ts|y[aoue]|ii(?=[ng])|[a-z]/giu;
/** The longest word of which the vowels are looked at. */
const WORD = 24;

/**
 * The same words in the other script of the language: Uzbek is written in Latin or Cyrillic letters, Mongolian in Cyrillic ones
 * or on a Latin keyboard. Null when there is no other script, or the text is not in it. Linear.
 */
export function inOtherScript(text: string, lang: Lang | null): string | null {
  if (lang === 'uz' && CYRILLIC.test(text)) return text.replace(UZBEK_LETTER, uzbek);
  if (lang === 'mn' && LATIN.test(text) && !CYRILLIC.test(text)) return text.replace(MONGOLIAN_LETTER, mongolian);
  return null;
}

function uzbek(letter: string, at: number, text: string): string {
  const low = letter.toLowerCase();
  const before = text[at - 1]?.toLowerCase() ?? '';
  if (low === 'е' && !/[бвгджзйклмнпрстфхцчшщқғҳ]/u.test(before)) return 'ye';
  return UZBEK.get(low) ?? letter;
}

function mongolian(letters: string, at: number, text: string): string {
  const low = letters.toLowerCase();
  // The ending after a word with back vowels: "sariin" is сарын, "gerel-iin" гэрэлийн.
  if (low === 'ii') return /[ao][a-z]*$/iu.test(text.slice(Math.max(0, at - WORD), at)) ? 'ы' : 'ий';
  const afterVowel = /[aeiou]/iu.test(text[at - 1] ?? '');
  if (low === 'i' || low === 'y') return afterVowel ? 'й' : low === 'i' ? 'и' : 'ы';
  return MONGOLIAN.get(low) ?? letters;
}
