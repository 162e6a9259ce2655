import type { WholeMessage } from './compile.ts';
import { kindOf } from './normal.ts';
import type { Reading } from './meaning.ts';
import { findPattern } from './patterns.ts';
import type { Spot } from './vocabulary.ts';

/** A message that says a command and nothing else is short. */
const LONGEST = 60;

/**
 * The commands (or small talk) that are all that the message says, polite words aside.
 *
 * @param possible Those of which a word was found.
 */
export function wholeMessages(reading: Reading, possible: readonly WholeMessage[]): readonly WholeMessage[] {
  const { text } = reading.normal;
  if (text.length > LONGEST) return [];
  return possible.filter(
    (whole) => covers(reading, whole) && !whole.unless.some((pattern) => findPattern(pattern, reading.spots, text, () => true)),
  );
}

function covers(reading: Reading, whole: WholeMessage): boolean {
  const fillers = reading.lexicons.modifiers.get(whole.lang)?.fillers ?? -1;
  return isCovered(reading, [...(reading.spots.get(whole.words) ?? []), ...(reading.spots.get(fillers) ?? [])]);
}

/** Whether each letter and digit of the text belongs to one of the spots; the beginning of a word stands for the word. */
export function isCovered({ normal: { text } }: Reading, spots: readonly Spot[]): boolean {
  const ends = new Int32Array(text.length + 1);
  for (const { start, end } of spots) ends[start] = Math.max(ends[start] ?? 0, wordEnd(text, end));
  let covered = 0;
  for (let i = 0; i < text.length; i += 1) {
    covered = Math.max(covered, ends[i] ?? 0);
    const kind = kindOf(text.charCodeAt(i));
    if (i >= covered && (kind === 'packed' || kind === 'spaced' || kind === 'digit')) return false;
  }
  return true;
}

function wordEnd(text: string, from: number): number {
  let end = from;
  if (kindOf(text.charCodeAt(end - 1)) !== 'spaced') return end;
  while (end < text.length && kindOf(text.charCodeAt(end)) === 'spaced') end += 1;
  return end;
}
