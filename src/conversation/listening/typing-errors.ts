const SHORTEST = 6;
const LONGEST = 18;

/**
 * A long word of an alphabet as a hasty thumb may type it: a letter left out, doubled, or two letters swapped.
 * Short words stay as they are, too many other words are one letter away from them.
 */
export function typingErrors(word: string): readonly string[] {
  const letters = [...word];
  if (
    letters.length < SHORTEST ||
    letters.length > LONGEST ||
    !letters.every((letter) => letter === ' ' || (letter >= 'a' && letter <= 'z') || (letter >= 'а' && letter <= 'ӿ'))
  ) {
    return [];
  }
  const isOneWord = !letters.includes(' ');
  const found = new Set<string>();
  for (let i = 1; i < letters.length; i += 1) {
    const letter = letters[i] ?? '';
    const next = letters[i + 1] ?? '';
    const head = word.slice(0, i);
    const tail = word.slice(i + 1);
    found.add(head + tail);
    if (letter === ' ') continue;
    if (isOneWord) found.add(head + letter + letter + tail);
    if (next !== '' && next !== ' ' && next !== letter) found.add(head + next + letter + word.slice(i + 2));
  }
  found.delete(word);
  return [...found];
}
