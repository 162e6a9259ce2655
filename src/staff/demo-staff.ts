import { randomInt } from 'node:crypto';

const CONSONANTS = 'bdfghjkmnprstvz';
const VOWELS = 'aeiou';
const GROUPS = 4;

/** A password that can be read out and typed: four groups such as `tuka`, about 49 bits. */
export function readablePassword(): string {
  const letter = (from: string): string => from.charAt(randomInt(from.length));
  const syllable = (): string => letter(CONSONANTS) + letter(VOWELS);
  return Array.from({ length: GROUPS }, () => syllable() + syllable()).join('-');
}
