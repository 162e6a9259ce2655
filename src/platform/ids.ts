import { randomInt, randomUUID } from 'node:crypto';

/** Makes a new opaque id. Passed as an argument where a test wants counting ids. */
export type NewId = () => string;

export const newId: NewId = () => randomUUID();

/** Alphabet without look-alikes (intake.md §0.5). */
const CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** A case code such as `FS-2A3B4`. Unique only by the index it is stored under: draw again on a clash. */
export function newCaseCode(): string {
  let code = 'FS-';
  for (let i = 0; i < 5; i += 1) code += CODE_ALPHABET[randomInt(CODE_ALPHABET.length)];
  return code;
}
