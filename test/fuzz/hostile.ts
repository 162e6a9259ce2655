/** Long messages that someone makes up to keep a server busy. */
export type HostileText = () => string;

const LONGEST = 4_000;
/** Accents, a Thai and a Khmer vowel, and a mark around a letter: all of them can be heaped on one letter. */
const MARKS = ['\u0301', '\u0302', '\u0323', '\u031b', '\u0e31', '\u17d2\u1780', '\u0489'];
const SIGNS_OF_NUMBERS = [
  '0',
  '1',
  '9',
  '-',
  ' ',
  '.',
  '/',
  ':',
  ',',
  '+',
  '일',
  '이',
  '九',
  '๓',
  '३',
  'O',
  'l',
  '다시',
  'M',
  '년',
  '월',
  'w',
];
const ALPHABETS = ['abeou', 'аеиоу', '가나다라', '子女日月', 'กขคง', 'កខគឃ', 'कखगघ', 'あアーン', 'אבג', 'ابت'];
const TURNS = ['\u202e', '\u202d', '\u2066', '\u2069', '\u200f', '\u200d', '\ufe0f'];

/**
 * @param random Numbers in [0, 1).
 * @param phrases What the content listens for, as it is written there: parts of patterns are divided by `|`, `+` and `>`.
 */
export function createHostileTexts(random: () => number, phrases: readonly string[]): HostileText {
  const below = (count: number): number => Math.floor(random() * count);
  const pick = (list: readonly string[]): string => list[below(list.length)] ?? '';
  const filled = (piece: () => string): string => {
    let text = '';
    while (text.length < LONGEST) text += piece();
    return text.slice(0, LONGEST);
  };
  const some = (count: number, make: () => string): readonly string[] => Array.from({ length: count }, make);
  const word = (): string =>
    pick(pick(phrases).split(/[|+>]/u))
      .replace(/[@*^!#]/gu, '')
      .trim();
  const sign = (): string => pick([...pick(ALPHABETS)]);
  const mistyped = (): string => {
    const right = word();
    const at = 1 + below(Math.max(1, right.length - 1));
    const ways = [right.slice(0, at) + right.slice(at + 1), right.slice(0, at) + right.slice(at - 1), right.slice(0, at + 2)];
    return pick(ways);
  };

  const kinds: readonly (() => string)[] = [
    // One phrase over and over, and a few that may be parts of the same pattern.
    () => {
      const [one = ''] = some(1, word);
      return filled(() => `${one} `);
    },
    () => {
      const few = some(2 + below(4), word);
      return filled(() => `${pick(few)}${pick([' ', '', ', ', '. '])}`);
    },
    // Beginnings of phrases that never go on.
    () => {
      const few = some(1 + below(3), () => word().slice(0, -1));
      return filled(() => pick(few) + pick(['', ' ']));
    },
    () => {
      const few = some(1 + below(4), mistyped);
      return filled(() => `${pick(few)} `);
    },
    () => filled(() => `${word()} `),
    () => {
      const few = some(1 + below(6), () => pick(SIGNS_OF_NUMBERS));
      return filled(() => pick(few));
    },
    () => filled(() => pick(SIGNS_OF_NUMBERS)),
    // One letter, two letters, all scripts in turn.
    () => sign().repeat(LONGEST),
    () => {
      const few = some(2, sign);
      return filled(() => pick(few));
    },
    () => filled(sign),
    () => filled(() => sign() + Array.from({ length: below(12) }, () => pick(MARKS)).join('')),
    () => filled(() => `${pick(TURNS)}${word()}${pick(TURNS)}`),
    () => filled(() => [...word()].join(pick(['', '\u200b', ' ', '-', '.']))),
  ];
  return () => (kinds[below(kinds.length)] ?? sign)();
}
