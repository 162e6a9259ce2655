import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { phrasebook } from '../../../src/conversation/inspect/index.ts';
import { LANGS, type Lang } from '../../../src/conversation/index.ts';
import { PHRASE_GROUPS, Phrasebook } from '../../../src/conversation/phrasebook.ts';
import { parseYaml } from '../../../src/platform/yaml-file.ts';

const path = (lang: Lang): string => `locales/${lang}/phrasebook.json`;
const file = (lang: Lang) => parseYaml(path(lang), readFileSync(path(lang), 'utf8'));
const said = (books: Parameters<typeof phrasebook>[0]): string[] => phrasebook(books).findings.map(({ message }) => message);

test('there are ready sentences in all twelve languages, at least 90 in 11 groups, each marked as a draft', () => {
  expect(readdirSync('locales').filter((lang) => readdirSync(`locales/${lang}`).includes('phrasebook.json'))).toHaveLength(LANGS.length);
  for (const lang of LANGS) {
    const { status, groups } = Phrasebook.parse(JSON.parse(readFileSync(path(lang), 'utf8')));
    expect(status).toBe('draft');
    expect(Object.keys(groups)).toEqual([...PHRASE_GROUPS]);
    expect(Object.values(groups).flatMap((group) => Object.keys(group)).length).toBeGreaterThanOrEqual(90);
  }
  expect(said(new Map(LANGS.map((lang) => [lang, file(lang)])))).toEqual([]);
});

test('a language without them is found, unless none has any', () => {
  expect(
    said(
      new Map([
        ['ko', file('ko')],
        ['vi', null],
      ]),
    ),
  ).toEqual(['the ready sentences are missing']);
  expect(
    said(
      new Map([
        ['ko', null],
        ['vi', null],
      ]),
    ),
  ).toEqual([]);
});

test('a sentence left in English is found in another language', () => {
  const vi = readFileSync(path('vi'), 'utf8').replace('Chị giữ gìn sức khỏe nhé.', 'Please take care.');
  const books = new Map([
    ['ko', file('ko')],
    ['en', file('en')],
    ['vi', parseYaml(path('vi'), vi)],
  ] as const);
  expect(said(books)).toEqual(['groups.goodbye.take_care is not translated']);
});
