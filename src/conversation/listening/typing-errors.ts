const SHORTEST = 6;
const LONGEST = 18;
/** Units by which candidates are looked up: the shortest word with a letter left out has no more. */
const BEGINNING = SHORTEST - 1;
const TABLE = 1 << 16;
const BLANK = 0x20;

/**
 * Finds long words of an alphabet as a hasty thumb may type them: one letter left out (or the blank between two words), two
 * letters swapped, and in a single word one letter doubled. The first letter is always right. Short words are not looked for,
 * too many other words are one letter away from them.
 *
 * All 160,000 ways to mistype the words are never written down: candidates are the words of which one way begins as the text
 * does, and each is compared with the text.
 */
export class TypingErrors {
  private readonly words: string[] = [];
  /** Hash of a beginning to the newest entry with it; 0 is none. */
  private readonly heads = new Int32Array(TABLE);
  /** Of each entry its hash, its word, and the entry before with the same place in the table. */
  private entries = new Int32Array(3 * 1_024);
  private entryCount = 1;

  /** Adds a word that can be mistyped; returns its number for `find`. */
  add(word: string): number {
    const id = this.words.push(word) - 1;
    for (const hash of beginnings(word)) {
      const at = 3 * this.entryCount;
      if (at === this.entries.length) this.grow();
      this.entries[at] = hash;
      this.entries[at + 1] = id;
      this.entries[at + 2] = this.heads[placeOf(hash)] ?? 0;
      this.heads[placeOf(hash)] = this.entryCount;
      this.entryCount += 1;
    }
    return id;
  }

  /** Calls `found` for each mistyped word that begins at `at`; `end` is exclusive. */
  find(text: string, at: number, found: (word: number, start: number, end: number) => void): void {
    if (at + BEGINNING > text.length) return;
    for (let i = at; i < at + BEGINNING; i += 1) if (!isOfAlphabet(text.charCodeAt(i))) return;
    const hash = hashAt(text, at);
    const { entries } = this;
    for (let entry = this.heads[placeOf(hash)] ?? 0; entry !== 0; entry = entries[3 * entry + 2] ?? 0) {
      if (entries[3 * entry] !== hash) continue;
      const id = entries[3 * entry + 1] ?? -1;
      const word = this.words[id];
      if (word !== undefined && text.charCodeAt(at) === word.charCodeAt(0)) compare(word, text, at, (end) => found(id, at, end));
    }
  }

  private grow(): void {
    const more = new Int32Array(2 * this.entries.length);
    more.set(this.entries);
    this.entries = more;
  }
}

/** Long enough, and of an alphabet. */
export function canBeMistyped(word: string): boolean {
  if (word.length < SHORTEST || word.length > LONGEST) return false;
  for (let i = 0; i < word.length; i += 1) {
    if (!isOfAlphabet(word.charCodeAt(i))) return false;
  }
  return true;
}

function isOfAlphabet(code: number): boolean {
  return code === BLANK || (code >= 0x61 && code <= 0x7a) || (code >= 0x430 && code <= 0x4ff);
}

/** Hashes of all beginnings that a mistyped word can have. */
function beginnings(word: string): ReadonlySet<number> {
  const keys = new Set([hashAt(word, 0)]);
  for (let i = 1; i < BEGINNING; i += 1) {
    const head = word.slice(0, i);
    const letter = word[i] ?? '';
    keys.add(hashAt(head + word.slice(i + 1, BEGINNING + 1), 0));
    keys.add(hashAt(head + letter + letter + word.slice(i + 1, BEGINNING + 1), 0));
    keys.add(hashAt(head + (word[i + 1] ?? '') + letter + word.slice(i + 2, BEGINNING + 1), 0));
  }
  return keys;
}

function hashAt(text: string, at: number): number {
  let hash = 0;
  for (let i = at; i < at + BEGINNING; i += 1) hash = Math.imul(hash, 31) + text.charCodeAt(i);
  return hash | 0;
}

function placeOf(hash: number): number {
  return (Math.imul(hash, 0x9e3779b1) >>> 16) & (TABLE - 1);
}

/** Calls `met` with the end of each way to mistype the word that stands at `at`. */
function compare(word: string, text: string, at: number, met: (end: number) => void): void {
  const { length } = word;
  let same = 1;
  while (same < length && text.charCodeAt(at + same) === word.charCodeAt(same)) same += 1;

  // Where the two first differ is the only place where a letter can be missing, doubled or swapped.
  const here = at + same;
  const left = Math.min(same, length - 1);
  if (isSame(word, left + 1, text, at + left)) met(at + length - 1);
  if (same < length - 1) {
    const letter = word.charCodeAt(same);
    const next = word.charCodeAt(same + 1);
    const isSwapped = text.charCodeAt(here) === next && text.charCodeAt(here + 1) === letter && letter !== BLANK && next !== BLANK;
    if (isSwapped && isSame(word, same + 2, text, here + 2)) met(at + length);
  }
  const isDoubled = same > 1 && text.charCodeAt(here) === word.charCodeAt(same - 1);
  if (isDoubled && !word.includes(' ') && isSame(word, same, text, here + 1)) met(at + length + 1);
}

/** Whether the word from `from` on stands at `at`. */
function isSame(word: string, from: number, text: string, at: number): boolean {
  if (at + word.length - from > text.length) return false;
  for (let i = from; i < word.length; i += 1) if (word.charCodeAt(i) !== text.charCodeAt(at + i - from)) return false;
  return true;
}
