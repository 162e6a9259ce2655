import type { Lang } from '../types.ts';
import type { Lexicons, Modifiers, Sign } from './compile.ts';
import type { NormalText } from './normal.ts';
import { findPattern, type Match, type Pattern } from './patterns.ts';
import type { PartId, Spot, Spots } from './vocabulary.ts';

/** One text with everything found in it. */
export interface Reading {
  readonly lexicons: Lexicons;
  readonly normal: NormalText;
  readonly spots: Spots;
  /** Languages whose small words may change the meaning: of the chat and of the scripts in the text. */
  readonly chat: Lang | null;
  /** The small words for signs of each language, as far as they were asked for. */
  readonly smallWords: Map<Lang, readonly Modifiers[]>;
}

const LONGEST_WORD = 40;
/** More than this to either side is not looked at, however long a sentence is. */
const SENTENCE = 200;

/** Negations of these cannot be mistaken for another word, so they count for words of any language. */
const CLEAR_SCRIPTS: readonly Lang[] = ['ko', 'th', 'km', 'ne'];

/** Worries that are told in negations ("no visa", "not sure if I can keep it"). */
const UNDENIABLE = ['immigration', 'adoption'];

/** What is over when it was in the past; past violence is heard as S09 instead. */
const OVER_WHEN_PAST = ['S02', 'S03', 'S04', 'S05', 'S05_labour', 'loss'];

/** What takes a meaning away stands no further from it than so many times what keeps the parts of a phrase together. */
const UNLESS_REACH = 2;

/** What a text says of a sign. */
export interface Saying {
  /** `past`: it says it of a time that is over. */
  readonly when: 'now' | 'past' | 'never';
  /** Where, when it is now. */
  readonly match: Match | null;
}

const NEVER: Saying = { when: 'never', match: null };
const PAST: Saying = { when: 'past', match: null };

/** Whether the text says it, and of which time. */
export function saysIt(reading: Reading, sign: Sign): Saying {
  const { spots, normal } = reading;
  let past = false;
  let now: Match | null = null;
  findPattern(sign.pattern, spots, normal.text, (match) => {
    if (!UNDENIABLE.includes(sign.id) && isDenied(reading, sign.lang, match)) return false;
    const sentence = sentenceAround(normal.text, match);
    const around = clauseWithin(normal.text, match, nearby(sentence, match, UNLESS_REACH * sign.pattern.near));
    if (sign.unless.some((pattern) => isSaidWithin(reading, pattern, around))) return false;
    if (OVER_WHEN_PAST.includes(sign.id) && isSupposed(reading, sign.lang, match, sentence)) return false;
    if (sign.kind !== 'command' && sign.kind !== 'intent' && isPast(reading, sign, match, sentence)) {
      past = true;
      return false;
    }
    now = match;
    return true;
  });
  if (now !== null) return { when: 'now', match: now };
  return past ? PAST : NEVER;
}

function isSaidWithin({ spots, normal }: Reading, pattern: Pattern, range: Spot): boolean {
  const [only] = pattern.parts;
  if (pattern.parts.length === 1) return anyWithin(spots, only ?? -1, range);
  if (pattern.parts.some((part) => !spots.has(part))) return false;
  const near = new Map<PartId, readonly Spot[]>();
  for (const part of pattern.parts) near.set(part, spotsWithin(spots.get(part), range));
  return findPattern(pattern, near, normal.text, () => true);
}

function spotsWithin(list: readonly Spot[] | undefined, range: Spot): readonly Spot[] {
  const found: Spot[] = [];
  someIn(list, range, (spot) => {
    if (within(spot, range)) found.push(spot);
    return false;
  });
  return found;
}

function isPast(reading: Reading, sign: Sign, match: Match, sentence: Spot): boolean {
  const words = modifiersFor(reading, sign.lang);
  const has = (part: (one: Modifiers) => PartId): boolean => words.some((one) => anyWithin(reading.spots, part(one), sentence));
  const still = words.some((one) =>
    someIn(reading.spots.get(one.still), sentence, (spot) => within(spot, sentence) && !isMasked(reading.spots, one, spot)),
  );
  const over = has((one) => one.past) && !still;
  if (over && OVER_WHEN_PAST.includes(sign.id)) return true;
  if (sign.id === 'S01' && !still && (over || has((one) => one.recent))) return true;
  // "Boyfriend" contains a friend, and a father who hits is no bystander.
  const others = words.some((one) =>
    someIn(reading.spots.get(one.others), sentence, (spot) => within(spot, sentence) && !isPartOf(match, spot)),
  );
  return others && (over || has((one) => one.died) || sign.id === 'loss');
}

function isDenied(reading: Reading, lang: Lang, match: Match): boolean {
  return modifiersFor(reading, lang).some((words) => deniedBefore(reading, words, match) || deniedAfter(reading, words, match));
}

/** Asked about as something that may come ("if my waters break, where do I go?"). */
function isSupposed({ lexicons, spots, normal }: Reading, lang: Lang, { head }: Match, sentence: Spot): boolean {
  const words = lexicons.modifiers.get(lang);
  if (!words) return false;
  const { before, after } = words.reach;
  const isSo =
    anyWithin(spots, words.supposedBefore, { start: Math.max(sentence.start, head.start - before), end: head.start }) ||
    someIn(
      spots.get(words.supposedAfter),
      { start: head.end, end: sentence.end },
      (spot) => spot.start >= head.start && spot.start - head.end <= after,
    );
  return isSo && (normal.text[sentence.end] === '?' || anyWithin(spots, words.questions, sentence));
}

function modifiersFor(reading: Reading, lang: Lang): readonly Modifiers[] {
  let known = reading.smallWords.get(lang);
  if (!known) reading.smallWords.set(lang, (known = findModifiers(reading, lang)));
  return known;
}

function findModifiers({ lexicons, chat }: Reading, lang: Lang): readonly Modifiers[] {
  const langs = new Set<Lang>([lang, ...CLEAR_SCRIPTS]);
  // Loanwords come with the small words of the chat's language; elsewhere they would be other words ("ko" is no in one, my in another).
  if (chat !== null && (lang === 'en' || (lang === 'fil' && chat === 'en') || (lang === 'ru' && chat !== 'vi'))) langs.add(chat);
  if (lang === 'en') langs.add('fil');
  return [...langs].flatMap((one) => lexicons.modifiers.get(one) ?? []);
}

function deniedBefore({ spots, normal }: Reading, words: Modifiers, match: Match): boolean {
  const { head } = match;
  return someIn(spots.get(words.before), { start: head.start - words.reach.before, end: head.start }, (negation) => {
    if (negation.end > head.start || isPartOf(match, negation)) return false;
    if (normal.text[negation.end] === ',') return false;
    return isFree({ spots, normal }, words, negation, { start: negation.end, end: head.start });
  });
}

function deniedAfter({ spots, normal }: Reading, words: Modifiers, match: Match): boolean {
  const { head } = match;
  return someIn(spots.get(words.after), { start: head.end, end: head.end + words.reach.after + LONGEST_WORD }, (negation) => {
    if (negation.start < head.end || negation.start - head.end > words.reach.after || isPartOf(match, negation)) return false;
    if (normal.text.slice(head.end, negation.start).includes(',')) return false;
    return isFree({ spots, normal }, words, negation, { start: head.end, end: negation.start });
  });
}

/** Nothing ends the reach of the negation in `between`, and it is a real negation. */
function isFree({ spots, normal }: Pick<Reading, 'spots' | 'normal'>, words: Modifiers, negation: Spot, between: Spot): boolean {
  for (let i = between.start; i < between.end; i += 1) if (normal.text[i] === '.' || normal.text[i] === '?') return false;
  if (anyWithin(spots, words.breaks, between)) return false;
  return !isMasked(spots, words, negation);
}

function isMasked(spots: Spots, words: Modifiers, spot: Spot): boolean {
  return someIn(
    spots.get(words.never),
    { start: spot.start, end: spot.end + LONGEST_WORD },
    (mask) => mask.start <= spot.start && mask.end >= spot.end,
  );
}

/** A negation inside the words of the sign is the sign ("not breathing"). */
function isPartOf(match: Match, negation: Spot): boolean {
  return match.parts.some((part) => negation.start >= part.start && negation.end <= part.end);
}

function anyWithin(spots: Spots, part: PartId, range: Spot): boolean {
  return someIn(spots.get(part), range, (spot) => within(spot, range));
}

/** Whether one of the spots that end in the range fits; looks at no others, so that many spots cost no more than few. */
function someIn(list: readonly Spot[] | undefined, range: Spot, fits: (spot: Spot) => boolean): boolean {
  if (!list) return false;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.end ?? 0) < range.start) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i < list.length; i += 1) {
    const spot = list[i] as Spot;
    if (spot.end > range.end) return false;
    if (fits(spot)) return true;
  }
  return false;
}

function within(spot: Spot, range: Spot): boolean {
  return spot.start >= range.start && spot.end <= range.end;
}

function nearby(sentence: Spot, { start, end }: Spot, reach: number): Spot {
  return { start: Math.max(sentence.start, start - reach), end: Math.min(sentence.end, end + reach) };
}

/** What stands behind a comma tells of something else: "she is not breathing, my husband is asleep". */
function clauseWithin(text: string, match: Match, range: Spot): Spot {
  let { start, end } = match;
  while (start > range.start && text[start - 1] !== ',') start -= 1;
  while (end < range.end && text[end] !== ',') end += 1;
  return { start, end };
}

function sentenceAround(text: string, match: Spot): Spot {
  let start = match.start;
  const first = Math.max(0, match.start - SENTENCE);
  while (start > first && !isEnd(text, start - 1)) start -= 1;
  let end = match.end;
  const last = Math.min(text.length, match.end + SENTENCE);
  while (end < last && !isEnd(text, end)) end += 1;
  return { start, end };
}

/** A point between digits belongs to the number. */
function isEnd(text: string, at: number): boolean {
  const unit = text[at];
  return unit === '?' || (unit === '.' && !/[0-9]/u.test(text[at + 1] ?? ''));
}

/** Hiragana and katakana of a text. */
export function countKana(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= 0x3041 && code <= 0x30fa) count += 1;
  }
  return count;
}
