import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { helpWithoutMemory } from '../../src/conversation/index.ts';
import { realContent } from './program.ts';

const { program } = realContent();

const NOW = '2026-11-10T10:00:00+09:00';

test('danger brings the numbers of its rule, in her language', () => {
  const help = helpWithoutMemory(program, '남편이 지금 저를 때리고 있어요 살려주세요', null, NOW);
  expect(help).toMatchObject({ lang: 'ko', isEmergency: true, hides: false });
  expect(help?.rules).toContain('S01');
  expect(help?.messages.flatMap(({ numbers = [] }) => numbers.map(({ number }) => number))).toContain('112');
});

test('the page says the language, where it knows it', () => {
  expect(helpWithoutMemory(program, 'my husband is hitting me right now please help', 'vi', NOW)?.lang).toBe('vi');
});

test('the quick exit hides and says nothing', () => {
  expect(helpWithoutMemory(program, '🚪', 'en', NOW)).toMatchObject({ hides: true, messages: [], isEmergency: false });
});

test('other words call for nothing', () => {
  for (const text of ['', 'I am 20 weeks pregnant', 'hello']) expect(helpWithoutMemory(program, text, 'en', NOW)).toBeNull();
});

test('total on any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => void helpWithoutMemory(program, text, null, NOW)),
    { numRuns: 200 },
  );
});
