import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inOtherScript } from '../../src/conversation/other-script.ts';
import { LANGS } from '../../src/conversation/types.ts';
import { hear } from './listening/lexicons.ts';

describe('the other script of a language', () => {
  test.each([
    ['эрим мени уряпти', 'uz', 'erim meni uryapti'],
    ['Ҳа, розиман', 'uz', 'ha, roziman'],
    ['ер', 'uz', 'yer'],
    ['ha', 'uz', null],
    ['tsus garch baina', 'mn', 'цус гарч байна'],
    ['3 sartai jiremsen', 'mn', '3 сартай жирэмсэн'],
    ['sariin', 'mn', 'сарын'],
    ['medehgui', 'mn', 'мэдэхгуй'],
    ['цус гарч байна', 'mn', null],
    ['муж бьёт меня', 'ru', null],
  ] as const)('%j in %s is %j', (text, lang, other) => {
    expect(inOtherScript(text, lang)).toBe(other);
  });

  test('danger is heard in either', () => {
    expect(hear('эрим мени уряпти', { lang: 'uz' }).safety).toEqual(['S01']);
    expect(hear('боламни отгим келяпти', { lang: 'uz' }).safety).toEqual(['S08']);
    expect(hear('nuhur namaig zodoj baina', { lang: 'mn' }).safety).toEqual(['S01']);
    expect(hear('хуухэд амьсгалахгуй байна', { lang: 'mn' }).safety).toEqual(['S03']);
    expect(hear('tsus garaagui', { lang: 'mn' }).safety).toEqual([]);
  });

  test('any text in any language', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...LANGS), (text, lang) => {
        const other = inOtherScript(text, lang);
        expect(other === null || other.length <= 2 * text.length).toBe(true);
      }),
    );
  });
});
