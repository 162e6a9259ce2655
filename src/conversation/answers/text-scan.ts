import type { Lang } from '../types.ts';
import { bare, fold, isDigit, isHangul, isPacked, isWordLetter } from './text-fold.ts';
import { readKoreanNumber } from './number-korean.ts';

/**
 * Words of one language by tag. A line of words is divided by `|`; signs at a word:
 * `word*` any ending (scripts with blanks), `=word` only as a whole word (Hangul, Han, kana, Thai, Khmer) or alone in its clause
 * (scripts with blanks), `^word` only where a word begins (Hangul, Han, kana, Thai, Khmer), `+word` only right after a number, `~word` only when this is the chat language,
 * `!word` outweighs words without it.
 */
export interface TaggedWords {
  readonly lang: Lang;
  readonly tag: string;
  readonly value?: number;
  readonly line: string;
}

/** A piece of a text. */
export interface Token {
  readonly kind: 'digits' | 'number' | 'tag' | 'sep' | 'word';
  /** Folded text of the piece and its place. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** A blank stands before it. */
  readonly gap: boolean;
  /** Meaning of a `tag`. */
  readonly tag: string;
  /** Value of `digits`, of a number in words, or of a tag such as month 3. */
  readonly value: number;
  readonly strong: boolean;
  /** Language of the word list of a `tag`. */
  readonly lang: Lang | null;
}

interface Entry {
  readonly tag: string;
  readonly value: number;
  readonly lang: Lang;
  readonly shy: boolean;
  readonly after: boolean;
  readonly stem: boolean;
  readonly whole: boolean;
  readonly begin: boolean;
  readonly strong: boolean;
}

/** Where a beginning of words leads. Nearly all go on in one way only, or end: these need no map and no list of their own. */
interface Node {
  /** The sign that leads on and where to, until a second one does. */
  sign: string;
  only: Node | null;
  more: Map<string, Node> | null;
  ends: readonly Entry[];
}

/** Words compiled into one tree, so that a text is read in one pass however many words there are. */
export interface Lexicon {
  readonly root: Node;
  /** Whole words of scripts with blanks by tag, for typing errors. */
  readonly vocabulary: ReadonlyMap<string, readonly string[]>;
}

/** Tags after which `+word` may stand. */
const COUNTING = new Set(['num', 'mul', 'year', 'years', 'month', 'months', 'week', 'day', 'half']);

const NO_ENDS: readonly Entry[] = [];
const newNode = (): Node => ({ sign: '', only: null, more: null, ends: NO_ENDS });

function nextOf({ sign: known, only, more }: Node, sign: string): Node | undefined {
  if (more !== null) return more.get(sign);
  return only !== null && known === sign ? only : undefined;
}

function lead(node: Node, sign: string): Node {
  const next = newNode();
  if (node.more !== null) node.more.set(sign, next);
  else if (node.only === null) {
    node.sign = sign;
    node.only = next;
  } else {
    node.more = new Map([
      [node.sign, node.only],
      [sign, next],
    ]);
  }
  return next;
}

export function compileWords(words: Iterable<TaggedWords>): Lexicon {
  const root = newNode();
  const vocabulary = new Map<string, string[]>();
  for (const { lang, tag, value = 0, line } of words) {
    for (const written of line.split('|')) {
      const phrase = add(root, written.trim(), tag, value, lang);
      let known = vocabulary.get(tag);
      if (!known) vocabulary.set(tag, (known = []));
      for (const word of phrase.split(' ')) if (word.length >= 5 && isWordLetter(word[0])) known.push(word);
    }
  }
  return { root, vocabulary };
}

const SIGNS = /^[=^+~!]+/u;
/** Shorter words without accents are too often words of another language. */
const LONG_ENOUGH_BARE = 9;

function add(root: Node, written: string, tag: string, value: number, lang: Lang): string {
  const signs = SIGNS.exec(written)?.[0] ?? '';
  const phrase = fold(written.slice(signs.length).replace(/\*$/u, ''));
  if (phrase === '') return phrase;
  const entry: Entry = {
    tag,
    value,
    lang,
    shy: signs.includes('~'),
    after: signs.includes('+'),
    stem: written.endsWith('*'),
    whole: signs.includes('='),
    begin: signs.includes('^') || signs.includes('='),
    strong: signs.includes('!'),
  };
  put(root, phrase, entry);
  const plain = bare(phrase);
  if (plain !== phrase) put(root, plain, { ...entry, shy: entry.shy || plain.length < LONG_ENOUGH_BARE });
  return phrase;
}

function put(root: Node, phrase: string, entry: Entry): void {
  let node = root;
  let before: string | undefined;
  for (let i = 0; i < phrase.length; i += 1) {
    const sign = phrase[i] ?? '';
    // A blank after a packed script is optional, so it is not kept.
    if (sign === ' ' && isPacked(before)) continue;
    before = sign;
    node = nextOf(node, sign) ?? lead(node, sign);
  }
  node.ends = [...node.ends, entry];
}

const COENG = '\u17d2';
const LONGEST = 64;
/** Adverbs inside one phrase. */
const MOST_ADVERBS = 3;

/** Divides a folded text into digits, known words and the rest; words of the chat language win. Linear. */
export function scan(lexicon: Lexicon, folded: string, lang: Lang, accepts: (tag: string) => boolean = () => true): Token[] {
  const tokens: Token[] = [];
  let gap = true;
  let afterNumber = false;
  let clauseBegins = true;
  const push = (kind: Token['kind'], start: number, end: number, tag = '', value = 0, entry: Entry | null = null): void => {
    const isHyphen = !gap && kind === 'sep' && folded[start] === '-';
    tokens.push({
      kind,
      text: folded.slice(start, end),
      start,
      end,
      gap,
      tag,
      value,
      strong: entry?.strong ?? false,
      lang: entry?.lang ?? null,
    });
    gap = false;
    clauseBegins = kind === 'sep' || tag === 'filler' || tag === 'but' || (clauseBegins && tag === 'pick');
    afterNumber = kind === 'digits' || kind === 'number' || COUNTING.has(tag) || (afterNumber && (tag === 'filler' || isHyphen));
  };
  for (let i = 0; i < folded.length; ) {
    const sign = folded[i] ?? '';
    // What stands below a Khmer consonant begins no word.
    if (sign === COENG) {
      push('word', i, Math.min(i + 2, folded.length));
      i += 2;
      continue;
    }
    if (sign === ' ') {
      gap = true;
      i += 1;
      continue;
    }
    if (isDigit(sign)) {
      let end = i;
      while (isDigit(folded[end])) end += 1;
      push('digits', i, end, '', Number(folded.slice(i, Math.min(end, i + 15))));
      i = end;
      continue;
    }
    const found = longest(lexicon, folded, i, lang, afterNumber, clauseBegins, accepts);
    const korean = accepts('num') && isHangul(sign) && (found === null || found.end - i < 3) ? readKoreanNumber(folded, i) : null;
    if (korean && !(found && found.entry.tag !== 'filler' && (afterNumber || found.end >= korean.end))) {
      push('number', i, korean.end, '', korean.value);
      i = korean.end;
    } else if (found) {
      push('tag', i, found.end, found.entry.tag, found.entry.value, found.entry);
      i = found.end;
    } else {
      const end = unknownEnd(folded, i);
      push(isWordLetter(sign) || isPacked(sign) ? 'word' : 'sep', i, end);
      i = end;
    }
  }
  return tokens;
}

interface Found {
  readonly end: number;
  /** Place of the last sign that the list itself has. */
  readonly last: number;
  readonly entry: Entry;
}

/** The longest phrase that begins at `from` and fits the language and the place; adverbs may stand inside ("masakit po ang ulo"). */
function longest(
  lexicon: Lexicon,
  text: string,
  from: number,
  lang: Lang,
  afterNumber: boolean,
  clauseBegins: boolean,
  accepts: (tag: string) => boolean,
): Found | null {
  let best: Found | null = null;
  const inside = isPacked(text[from]) && isPacked(text[from - 1]);
  const hasAdverbs = lexicon.vocabulary.has('adverb');
  const take = (node: Node, i: number): void => {
    const sign = text[i] ?? '';
    const inWord = isWordLetter(sign) && isWordLetter(text[i + 1]);
    let chosen: Entry | null = null;
    for (const entry of node.ends) {
      if (!accepts(entry.tag) || (inWord && !entry.stem) || (entry.after && !afterNumber) || (entry.shy && entry.lang !== lang)) continue;
      if (entry.begin && inside && !isPolite(lexicon, text, from)) continue;
      if (entry.whole && !(isPacked(sign) ? endsWord(lexicon, text, i + 1) : clauseBegins && endsClause(lexicon, text, i + 1))) continue;
      if (!chosen || (chosen.lang !== lang && entry.lang === lang)) chosen = entry;
    }
    if (!chosen) return;
    let end = i + 1;
    if (chosen.stem) while (isWordLetter(text[end])) end += 1;
    // Of two stems that reach the same end, the longer one.
    if (best === null || i > best.last) best = { end, last: i, entry: chosen };
  };
  const walk = (start: Node, at: number, skips: number): void => {
    let node = start;
    for (let i = at; i < text.length && i - from < LONGEST; i += 1) {
      const sign = text[i] ?? '';
      if (skips < MOST_ADVERBS && i > from && node.only !== null) {
        const word = sign === ' ' ? i + 1 : isPacked(sign) || isDigit(sign) ? i : -1;
        const end = word < 0 || !hasAdverbs ? -1 : Math.max(taggedEnd(lexicon, text, word, 'adverb'), numberEnd(text, word));
        if (end > word) walk(node, isPacked(text[i - 1]) && text[end] === ' ' ? end + 1 : end, skips + 1);
      }
      if (sign === ' ' && isPacked(text[i - 1]) && !nextOf(node, ' ')) continue;
      const next = nextOf(node, sign);
      if (!next) return;
      node = next;
      if (node.ends.length > 0) take(node, i);
    }
  };
  walk(lexicon.root, from, 0);
  return best;
}

/** Whether a packed word may begin here inside a run: a polite word ends right before. */
function isPolite(lexicon: Lexicon, text: string, at: number): boolean {
  for (let length = 1; length <= 4; length += 1) {
    if (at - length < 0 || !isPacked(text[at - length])) return false;
    if (fillerEnd(lexicon, text, at - length) === at && (at - length === 0 || !isPacked(text[at - length - 1]))) return true;
  }
  return false;
}

/** Whether a packed word ends here: no letter follows, or nothing but politeness. */
function endsWord(lexicon: Lexicon, text: string, at: number): boolean {
  return !isPacked(text[at]) || !isPacked(text[at - 1]) || fillerEnd(lexicon, text, at) > at;
}

/** Whether a clause ends here: nothing but politeness follows. */
function endsClause(lexicon: Lexicon, text: string, at: number): boolean {
  const next = text[at] === ' ' ? at + 1 : at;
  const sign = text[next];
  return sign === undefined || (!isWordLetter(sign) && !isPacked(sign) && !isDigit(sign)) || fillerEnd(lexicon, text, next) > next;
}

function fillerEnd(lexicon: Lexicon, text: string, from: number): number {
  return taggedEnd(lexicon, text, from, 'filler');
}

/** End of the longest word of this tag that begins here; `from` when there is none. */
function taggedEnd(lexicon: Lexicon, text: string, from: number, tag: string): number {
  let node = lexicon.root;
  let best = from;
  for (let i = from; i < text.length && i - from < 12; i += 1) {
    const next = nextOf(node, text[i] ?? '');
    if (!next) break;
    node = next;
    if (node.ends.some((entry) => entry.tag === tag) && !(isWordLetter(text[i]) && isWordLetter(text[i + 1]))) best = i + 1;
  }
  return best;
}

/** End of a number that stands inside a phrase ("the baby has 38.5 fever"); `from` when there is none. */
function numberEnd(text: string, from: number): number {
  let end = from;
  while (end - from < 6 && (isDigit(text[end]) || (end > from && /[.,]/u.test(text[end] ?? '') && isDigit(text[end + 1])))) end += 1;
  return end;
}

function unknownEnd(text: string, from: number): number {
  if (!isWordLetter(text[from])) return from + ((text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1);
  let end = from;
  while (isWordLetter(text[end])) end += 1;
  return end;
}
