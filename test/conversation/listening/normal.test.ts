import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normalise } from '../../../src/conversation/listening/normal.ts';

describe('normal form', () => {
  test.each([
    ['살기 싫어요!!', '살기싫어요.'],
    ['죽고ㅋㅋㅋ싶어', '죽고싶어'],
    ['죽고😭 싶어', '죽고싶어'],
    ['ＨＥＬＰ  Me', 'help me'],
    ["isn't", 'isnt'],
    ['muốn chết', 'muon chet'],
    ['đánh', 'danh'],
    ['heeeelp', 'help'],
    ['๓๘.๕', '38.5'],
    ['300,000', '300000'],
    ['32weeks', '32 weeks'],
    ['殺孩子', '杀孩子'],
    ['ㅇㅇ', 'ㅇㅇ'],
    ['ребёнок', 'ребенок'],
    ['a... b', 'a,b'],
  ])('%j becomes %j', (typed, normal) => {
    expect(normalise(typed).text).toBe(normal);
  });

  test('a consonant below another begins no word', () => {
    expect(normalise('ប្ដី').text).toBe(normalise('ប្តី').text);
    expect(normalise('មកផ្ទះខ្ញុំ').text).not.toContain(normalise('ទះ').text);
  });

  const scripts = fc.string({
    maxLength: 60,
    unit: fc.oneof(
      fc.constantFrom(...'아기ㅋㅠ ㅇ.,?!死殺あ゛がกำ៊ខអ्सिắđe\u0301й3９٣ \n\u200b😂👍'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  });

  test('normalising again changes nothing', () => {
    fc.assert(
      fc.property(scripts, (text) => {
        const once = normalise(text).text;
        expect(normalise(once).text).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });

  test('marks and word beginnings fit the text', () => {
    fc.assert(
      fc.property(scripts, (text) => {
        const normal = normalise(text);
        return normal.marks.length === normal.text.length && normal.starts.length === normal.text.length;
      }),
    );
  });
});
