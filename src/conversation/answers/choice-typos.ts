import { isWordLetter } from './text-fold.ts';
import type { Lexicon } from './text-scan.ts';

/** Shorter words are too often other words with one letter changed. */
const SHORTEST = 5;
/** A person answers in a few words; the rest of a long story is not corrected. */
const MOST_WORDS = 24;

/**
 * The text with words that are one typing error (a letter more, less, or another one) away from exactly one known word of
 * these tags. Null when there is nothing to correct.
 */
export function correctTypos(lexicon: Lexicon, folded: string, accepts: (tag: string) => boolean): string | null {
  // Gathering the words of all languages is no small thing, and most answers are shorter.
  if (!folded.split(' ').some((word) => word.length >= SHORTEST)) return null;
  const known = new Set<string>();
  for (const [tag, words] of lexicon.vocabulary) if (accepts(tag)) for (const word of words) known.add(word);
  let changed = false;
  let seen = 0;
  const out = folded
    .split(' ')
    .map((word) => {
      seen += 1;
      const bones = word.replace(/[^\p{L}\p{M}]+$/u, '');
      if (seen > MOST_WORDS || bones.length < SHORTEST || !isWordLetter(bones[0]) || known.has(bones)) return word;
      const near = new Set<string>();
      for (const candidate of known) if (candidate[0] === bones[0] && isOneErrorApart(bones, candidate)) near.add(candidate);
      const [only] = near;
      if (near.size !== 1 || only === undefined) return word;
      changed = true;
      return only + word.slice(bones.length);
    })
    .join(' ');
  return changed ? out : null;
}

function isOneErrorApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  if (a.length > b.length) return a.slice(i + 1) === b.slice(i);
  if (a.length < b.length) return a.slice(i) === b.slice(i + 1);
  // Two letters that changed places, or one that is another.
  return a.slice(i + 1) === b.slice(i + 1) || (a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2));
}
