/** A word that she can remember and that is not on the first page of guesses. */
export const RETURN_WORD = { min: 4, max: 60 } as const;

/** Wrong words in a row after which only a new word, set in the open chat, helps (intake.md §11). */
export const RETURN_TRIES = 5;

/** The same word, however it is typed: width, case, accents composed, spaces at the ends or doubled. */
export const normalWord = (word: string): string => word.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();

/** Length in characters, after normalising. */
export function usableWord(word: string): boolean {
  const length = [...normalWord(word)].length;
  return length >= RETURN_WORD.min && length <= RETURN_WORD.max;
}

/** `fs 2a3b4`, `FS-2A3B4`, `２A3B4` → `FS-2A3B4`; null when it cannot be a case code. */
export function normalCode(typed: string): string | null {
  const found = /^(?:FS[-\s]?)?([2-9A-HJKMNP-Z]{5})$/u.exec(typed.normalize('NFKC').trim().toUpperCase());
  return found?.[1] ? `FS-${found[1]}` : null;
}
