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
  /** Accents of each unit, or null when it has none. */
  readonly marks: Uint16Array | null;
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

/** Reads the phrases of one file. */
export type PhraseReader = (written: string) => Phrase;

/**
 * What is written the same in many phrases is read once.
 *
 * @param groups Word groups of the file by name.
 * @returns Throws Error when a phrase cannot be read; the caller says where.
 */
export function createPhraseReader(groups: ReadonlyMap<string, readonly string[]>): PhraseReader {
  const reader = new PartReader(groups);
  return (written) => {
    const used = ORDERS.filter(([sign]) => written.includes(sign));
    if (used.length > 1) throw new Error(`"${written}" mixes +, > and >>`);
    const [sign, order] = used[0] ?? [' + ', 'any'];
    const pieces = written.split(sign).map((piece) => piece.trim());
    const marked = pieces.findIndex((piece) => piece.endsWith('!'));
    const parts = pieces.map((piece) => reader.part(piece.replace(/!$/, '')));
    return { parts, order, head: marked === -1 ? parts.length - 1 : marked };
  };
}

const RANGE = /^#(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/;

class PartReader {
  private readonly groups: ReadonlyMap<string, readonly string[]>;
  private readonly parts = new Map<string, Part>();
  private readonly words = new Map<string, Word>();
  /** Names of the groups that are being read. */
  private readonly inside: string[] = [];

  constructor(groups: ReadonlyMap<string, readonly string[]>) {
    this.groups = groups;
  }

  part(written: string): Part {
    const known = this.parts.get(written);
    if (known) return known;
    const words: Word[] = [];
    const numbers: { readonly low: number; readonly high: number }[] = [];
    for (const choice of written.split('|').map((piece) => piece.trim())) {
      const range = choice.startsWith('#') ? RANGE.exec(choice) : null;
      if (range) numbers.push({ low: Number(range[1]), high: Number(range[2]) });
      else if (choice.startsWith('@')) {
        for (const part of this.group(choice.slice(1))) {
          words.push(...part.words);
          numbers.push(...part.numbers);
        }
      } else words.push(this.word(choice));
    }
    const part = { words, numbers };
    this.parts.set(written, part);
    return part;
  }

  private group(name: string): readonly Part[] {
    const entries = this.groups.get(name);
    if (!entries) throw new Error(`there is no word group "${name}"`);
    if (this.inside.includes(name)) throw new Error(`word group "${name}" contains itself`);
    this.inside.push(name);
    try {
      return entries.map((entry) => this.part(entry));
    } finally {
      this.inside.pop();
    }
  }

  private word(written: string): Word {
    let known = this.words.get(written);
    if (!known) this.words.set(written, (known = parseWord(written)));
    return known;
  }
}

function parseWord(written: string): Word {
  const openStart = written.startsWith('*');
  const typedStart = written.startsWith('^');
  const openEnd = written.endsWith('*');
  const bare = written.slice(openStart || typedStart ? 1 : 0, openEnd ? -1 : undefined);
  const { text, marks } = normalise(bare);
  if (/[*^|@#!>]/u.test(bare)) throw new Error(`"${written}" has a sign in the middle of a word`);
  if (text === '') throw new Error(`"${written}" says nothing`);
  const spaced = (unit: string | undefined): boolean => kindOfUnit(unit) === 'spaced' || kindOfUnit(unit) === 'digit';
  return {
    text,
    marks: marks.some((bits) => bits !== 0) ? marks : null,
    fromStart: !openStart && spaced(text[0]),
    toEnd: !openEnd && spaced(text.at(-1)),
    typedStart,
  };
}

function kindOfUnit(unit: string | undefined): UnitKind {
  return unit === undefined ? 'blank' : kindOf(unit.charCodeAt(0));
}
