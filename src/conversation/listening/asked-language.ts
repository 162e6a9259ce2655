import type { Lang } from '../types.ts';
import type { Reading } from './meaning.ts';
import type { PartId, Spot } from './vocabulary.ts';
import { isCovered } from './whole-message.ts';

/** Most units between the name of a language and the words that ask for it. */
const NEAR = 10;
const LONGEST = 60;

/** A language whose name was found, and which part of the vocabulary that name is. */
export interface NamedLanguage {
  readonly lang: Lang;
  readonly words: PartId;
}

/** The language that the text asks for by its name, alone or near words that ask ("can we do this in Thai"), or null. */
export function askedLanguage(reading: Reading, named: readonly NamedLanguage[]): Lang | null {
  const { lexicons, spots, normal } = reading;
  if (named.length === 0 || normal.text.length > LONGEST) return null;
  const small: Spot[] = [];
  const requests: Spot[] = [];
  for (const words of lexicons.modifiers.values()) {
    small.push(...(spots.get(words.fillers) ?? []));
    requests.push(...(spots.get(words.request) ?? []));
  }
  const alone = named.find((name) => isCovered(reading, [...(spots.get(name.words) ?? []), ...small, ...requests]));
  if (alone) return alone.lang;
  return (
    named.find((name) => (spots.get(name.words) ?? []).some((spot) => requests.some((request) => isNear(spot, request))))?.lang ?? null
  );
}

function isNear(a: Spot, b: Spot): boolean {
  return Math.max(a.start, b.start) - Math.min(a.end, b.end) <= NEAR;
}
