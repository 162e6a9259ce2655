import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canBeMistyped, TypingErrors } from '../../../src/conversation/listening/typing-errors.ts';

/** Every way to mistype a word, written down one by one. */
function mistypings(word: string): ReadonlySet<string> {
  const all = new Set<string>();
  for (let i = 1; i < word.length; i += 1) {
    const [letter = '', next = ''] = [word[i], word[i + 1]];
    all.add(word.slice(0, i) + word.slice(i + 1));
    if (letter !== ' ' && !word.includes(' ')) all.add(word.slice(0, i) + letter + word.slice(i));
    if (letter !== ' ' && next !== '' && next !== ' ') all.add(word.slice(0, i) + next + letter + word.slice(i + 2));
  }
  all.delete(word);
  return all;
}

function found(words: readonly string[], text: string): readonly string[] {
  const errors = new TypingErrors();
  for (const word of words) errors.add(word);
  const all: string[] = [];
  errors.find(text, 0, (word, start, end) => all.push(`${words[word]} as ${text.slice(start, end)}`));
  return all.sort();
}

/** Words of few letters, so that letters repeat and words resemble each other. */
const words = fc.stringMatching(/^[abc]{2,8}( [abc]{2,8})?$/).filter(canBeMistyped);

describe('typing errors', () => {
  test.each([
    ['bleeding', 'bleding'],
    ['bleeding', 'bleeeding'],
    ['bleeding', 'belleding'],
    ['bleeding', 'bleednig'],
    ['water broke', 'waterbroke'],
    ['кровотечение', 'кровтечение'],
  ])('%s as %s', (word, text) => {
    expect(found([word], text)).toEqual(mistypings(word).has(text) ? [`${word} as ${text}`] : []);
  });

  test('a right word, a wrong first letter and two errors are no typing error', () => {
    const texts = ['bleeding', 'leeding', 'pleeding', 'bledig'];
    expect(texts.filter((text) => found(['bleeding'], text).includes(`bleeding as ${text}`))).toEqual([]);
  });

  test('short words and words of scripts without an alphabet cannot be mistyped', () => {
    expect(['baby', 'sangre', 'кровь', '출혈이있어요', 'a very long phrase of words'].filter(canBeMistyped)).toEqual(['sangre']);
  });

  test('exactly the ways to mistype a word are found, whatever follows', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(words, { minLength: 1, maxLength: 6 }),
        fc.stringMatching(/^[abc ]{0,9}$/),
        fc.nat(),
        (list, rest, pick) => {
          const typed = [...mistypings(list[0] ?? '')];
          const text = `${typed[pick % typed.length] ?? ''}${rest}`;
          const expected = list.flatMap((word) =>
            [...mistypings(word)].filter((way) => text.startsWith(way)).map((way) => `${word} as ${way}`),
          );
          expect(found(list, text)).toEqual(expected.sort());
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
