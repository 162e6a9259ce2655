import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { filled, PageWords } from '../../../src/web/chat/page.ts';

const LOCALES = fileURLToPath(new URL('../../../locales/', import.meta.url));
const read = (lang: string): PageWords => PageWords.parse(JSON.parse(readFileSync(`${LOCALES}${lang}/page.json`, 'utf8')));
const langs = readdirSync(LOCALES).filter((lang) => readdirSync(LOCALES + lang).includes('page.json'));
const slotsOf = (words: string): string[] => (words.match(/\{\w+\}/g) ?? []).sort();

describe.each(langs)('the page in %s', (lang) => {
  test('has all words, with the same slots as English', () => {
    const [english, own] = [read('en'), read(lang)];
    for (const key of Object.keys(english) as (keyof PageWords)[]) {
      expect({ key, slots: slotsOf(String(own[key])) }).toEqual({ key, slots: slotsOf(String(english[key])) });
    }
  });

  test('its title and its exit say nothing about what it is', () => {
    const { title, exit } = read(lang);
    expect(`${title} ${exit}`).not.toMatch(/baby|birth|pregnan|help|아기|임신|출산|도움|thai|em bé|孕|宝|帮/i);
  });

  test('what is not saved names 119 and 112', () => {
    const { not_saved, wait, trouble } = read(lang);
    for (const words of [not_saved, wait, trouble]) expect(words).toMatch(/119.*112/);
  });
});

test('there are the four languages of the beginning', () => {
  expect(langs).toEqual(expect.arrayContaining(['en', 'ko', 'vi', 'zh-CN']));
});

test('slots are filled, unknown ones stay', () => {
  expect(filled('{a} of {b} {c}', { a: 1, b: '2' })).toBe('1 of 2 {c}');
});
