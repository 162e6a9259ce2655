import { describe, expect, test } from '@jest/globals';
import type { InboundContent } from '../../src/channels/channel.ts';
import { inputOf, openingInput } from '../../src/inbox/to-input.ts';
import { isStale } from '../../src/inbox/turn.ts';

describe('what someone new sends first', () => {
  test.each<[InboundContent, object]>([
    [
      { kind: 'start', lang: 'vi' },
      { kind: 'start', code: 'FS-1', lang: 'vi' },
    ],
    [
      { kind: 'start', lang: null, text: ' ' },
      { kind: 'start', code: 'FS-1', lang: null },
    ],
    [
      { kind: 'start', lang: 'ko', text: '도와주세요' },
      { kind: 'start', code: 'FS-1', lang: 'ko', text: '도와주세요', removed: [] },
    ],
    [
      { kind: 'text', text: 'help' },
      { kind: 'start', code: 'FS-1', lang: null, text: 'help', removed: [] },
    ],
    [
      { kind: 'choice', values: ['yes'], lang: 'en' },
      { kind: 'start', code: 'FS-1', lang: 'en' },
    ],
    [
      { kind: 'language', lang: 'vi' },
      { kind: 'start', code: 'FS-1', lang: 'vi' },
    ],
  ])('%j opens the conversation', (content, input) => {
    expect(openingInput(content, 'FS-1')).toEqual(input);
  });
});

describe('what someone known sends', () => {
  const known = { lang: 'vi', stale: false } as const;
  test.each<[InboundContent, object | null]>([
    [
      { kind: 'text', text: 'help', lang: 'ko' },
      { kind: 'text', text: 'help', removed: [], stale: false },
    ],
    [
      { kind: 'choice', values: ['a', 'b'] },
      { kind: 'choice', values: ['a', 'b'], stale: false },
    ],
    [
      { kind: 'language', lang: 'ko' },
      { kind: 'language', lang: 'ko' },
    ],
    [
      { kind: 'start', lang: 'ko' },
      { kind: 'language', lang: 'ko' },
    ],
    [{ kind: 'start', lang: 'vi' }, null],
    [{ kind: 'start', lang: null, text: '  ' }, null],
    [
      { kind: 'start', lang: 'ko', text: 'help' },
      { kind: 'text', text: 'help', removed: [], stale: true },
    ],
  ])('%j', (content, input) => {
    expect(inputOf(content, known)).toEqual(input);
  });

  test('loses its identity numbers before anything is stored', () => {
    expect(JSON.stringify(inputOf({ kind: 'text', text: 'I am 900101-2345678' }, known))).not.toContain('2345678');
    expect(JSON.stringify(openingInput({ kind: 'text', text: 'I am 900101-2345678' }, 'FS-1'))).not.toContain('2345678');
  });
});

describe('stale', () => {
  test.each([
    [undefined, 3, 5, false],
    [5, 3, 5, false],
    [3, 3, 5, false],
    [2, 3, 5, true],
    [6, 3, 5, true],
    [0, 1, 1, true],
  ])('seen %p, shown %p, last %p: %p', (seen, shown, last, stale) => {
    expect(isStale(seen, shown, last)).toBe(stale);
  });
});
