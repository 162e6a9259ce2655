import { kindOf, normalise, type UnitKind } from './normal.ts';

/**
 * How phrases of a lexicon are written:
 * - `want to die` is found as it stands, `die*` is the beginning and `*die` the end of a word. In scripts without blanks a word
 *   is found anywhere; `^` asks for the beginning of a word as typed.
 * - `a|b|c` is any of them; `@name` is any word of that group of the file; `#9-13` is a number from 9 to 13.
 * - `x + y` are near each other in any order, `x > y` in this order, `x >> y` right after each other.
 * - The part that a negation would deny is the last one, or the one marked `!`.
 */
export interface Phrase {
  readonly parts: readonly Part[];
  readonly order: 'any' | 'then' | 'next';
  /** Index of the part that a negation would deny. */
  readonly head: number;
}

export interface Part {
  readonly words: readonly Word[];
  readonly numbers: readonly { readonly low: number; readonly high: number }[];
}

/** One string to find, in normal form. */
export interface Word {
  readonly text: string;
  readonly marks: Uint16Array;
  /** The match begins (ends) where a word does. */
  readonly fromStart: boolean;
  readonly toEnd: boolean;
  /** Of a script without blanks: the match begins where a word was begun in typing. */
  readonly typedStart: boolean;
}

const ORDERS = [
  [' >> ', 'next'],
  [' > ', 'then'],
  [' + ', 'any'],
] as const;

/**
 * @param groups Word groups of the file by name.
 * @throws Error when it cannot be read; the caller says where.
 */
export function parsePhrase(written: string, groups: ReadonlyMap<string, readonly string[]>): Phrase {
  const used = ORDERS.filter(([sign]) => written.includes(sign));
  if (used.length > 1) throw new Error(`"${written}" mixes +, > and >>`);
  const [sign, order] = used[0] ?? [' + ', 'any'];
  const pieces = written.split(sign).map((piece) => piece.trim());
  const marked = pieces.findIndex((piece) => piece.endsWith('!'));
  const parts = pieces.map((piece) => parsePart(piece.replace(/!$/, ''), groups, []));
  return { parts, order, head: marked === -1 ? parts.length - 1 : marked };
}

function parsePart(written: string, groups: ReadonlyMap<string, readonly string[]>, inside: readonly string[]): Part {
  const words: Word[] = [];
  const numbers: { readonly low: number; readonly high: number }[] = [];
  for (const choice of written.split('|').map((piece) => piece.trim())) {
    const range = /^#(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(choice);
    if (range) numbers.push({ low: Number(range[1]), high: Number(range[2]) });
    else if (choice.startsWith('@')) {
      const name = choice.slice(1);
      const group = groups.get(name);
      if (!group) throw new Error(`there is no word group "${name}"`);
      if (inside.includes(name)) throw new Error(`word group "${name}" contains itself`);
      for (const entry of group) {
        const part = parsePart(entry, groups, [...inside, name]);
        words.push(...part.words);
        numbers.push(...part.numbers);
      }
    } else words.push(parseWord(choice));
  }
  return { words, numbers };
}

function parseWord(written: string): Word {
  const openStart = written.startsWith('*');
  const openEnd = written.endsWith('*');
  const typedStart = written.startsWith('^');
  const { text, marks } = normalise(written.replace(/^[*^]/, '').replace(/\*$/, ''));
  if (/[*^|@#!>]/u.test(written.replace(/^[*^]/, '').replace(/\*$/, '')))
    throw new Error(`"${written}" has a sign in the middle of a word`);
  if (text === '') throw new Error(`"${written}" says nothing`);
  const spaced = (unit: string | undefined): boolean => kindOfUnit(unit) === 'spaced' || kindOfUnit(unit) === 'digit';
  return { text, marks, fromStart: !openStart && spaced(text[0]), toEnd: !openEnd && spaced(text.at(-1)), typedStart };
}

function kindOfUnit(unit: string | undefined): UnitKind {
  return unit === undefined ? 'blank' : kindOf(unit.charCodeAt(0));
}
