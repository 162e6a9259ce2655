import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { makeAnswerKinds, WordsError } from '../../../src/conversation/answers/index.ts';
import { type AnswerType, LANGS } from '../../../src/conversation/types.ts';
import { agrees, codesOf, contentFile, kinds, labelled, labelOf, questions, readVectors, understand, wordFiles } from './content.ts';

const TYPES = Object.keys(kinds) as AnswerType[];
const TODAY = '2026-11-24';

describe('every kind of answer', () => {
  test.each(TYPES)('%s carries its name and has vectors in every language', (type) => {
    expect(kinds[type].type).toBe(type);
    expect(existsSync(new URL(`./${type}.vectors.json`, import.meta.url))).toBe(true);
    const vectors = readVectors(type);
    expect(LANGS.filter((lang) => (vectors[lang]?.length ?? 0) === 0)).toEqual([]);
  });

  const all = TYPES.flatMap((type) =>
    Object.entries(readVectors(type)).flatMap(([lang, vectors]) =>
      (vectors ?? []).map((vector) => [lang, vector.question, vector.text, vector] as const),
    ),
  );
  test.each(all)('%s %s %j', (lang, question, text, vector) => {
    const parsed = understand(question, lang as (typeof LANGS)[number], vector.today, text);
    expect(agrees(parsed, vector) ? vector : parsed).toEqual(vector);
  });
});

describe('held-out texts', () => {
  const held = Object.entries(readVectors('heldout')).flatMap(([lang, vectors]) =>
    (vectors ?? []).map((vector) => ({ lang: lang as (typeof LANGS)[number], vector })),
  );
  const results = held.map(({ lang, vector }) => ({ lang, vector, parsed: understand(vector.question, lang, vector.today, vector.text) }));

  test('at least nine in ten are understood', () => {
    const missed = results.filter(({ parsed, vector }) => !agrees(parsed, vector));
    expect(missed.length / results.length).toBeLessThanOrEqual(0.1);
  });

  test('at most one in a hundred is understood as something else', () => {
    const wrong = results.filter(({ parsed, vector }) => parsed.ok && !agrees(parsed, vector));
    expect(wrong.length / results.length).toBeLessThanOrEqual(0.01);
  });
});

describe('what is shown is accepted', () => {
  const shown = Object.entries(questions).flatMap(([id, question]) =>
    codesOf(question).map((code, index) => ({ id, question, code, index })),
  );
  test.each(labelled)('%s: every label, and its number', (lang) => {
    const misread = shown.flatMap(({ id, question, code, index }) => {
      const label = labelOf(lang, id, question, code);
      if (label === undefined || question.type === 'contact') return [];
      const expected = JSON.stringify({ ok: true, value: question.type === 'multi' ? [code] : code });
      return [label, `${label}.`, `  ${label} `, String(index + 1), `${index + 1}.`]
        .map((text) => [text, JSON.stringify(understand(id, lang, TODAY, text))] as const)
        .filter(([, parsed]) => parsed !== expected)
        .map(([text, parsed]) => `${id}: ${text} is ${parsed}`);
    });
    expect(misread).toEqual([]);
  });

  test('the label of any language is accepted in any chat language, when it belongs to one option', () => {
    const misread = labelled.flatMap((chat) =>
      labelled.flatMap((lang) =>
        shown.flatMap(({ id, question, code }) => {
          const label = labelOf(lang, id, question, code);
          if (label === undefined || chat === lang) return [];
          const parsed = understand(id, chat, TODAY, label);
          return !parsed.ok || JSON.stringify(parsed.value) === JSON.stringify(question.type === 'multi' ? [code] : code)
            ? []
            : [`${chat} ${id}: ${label} (${lang}) is ${JSON.stringify(parsed.value)}`];
        }),
      ),
    );
    expect(misread).toEqual([]);
  });
});

describe('word lists', () => {
  const places = contentFile('flows/places.yaml');

  test('there is one for each language', () => {
    expect(wordFiles.map((file) => (file.value as { lang: string }).lang).sort()).toEqual([...LANGS].sort());
  });

  test('a wrong field is refused with file and line', () => {
    const broken = contentFile('flows/words/xx.yaml', 'lang: ko\nstatus: draft\nreviewed_by: null\nshort:\n  yes: 7\n');
    expect(() => makeAnswerKinds({ words: [broken], places })).toThrow(WordsError);
    expect(() => makeAnswerKinds({ words: [broken], places })).toThrow(/^flows\/words\/xx\.yaml:5: short\.yes/);
  });

  test('two lists of one language are refused', () => {
    const [first] = wordFiles;
    expect(() => makeAnswerKinds({ words: first ? [first, first] : [], places })).toThrow(/already given/);
  });

  test('places without our own district are refused', () => {
    const text =
      'city: a\ndistricts: {}\ndongs: {}\nlandmarks: b\nnear_city: h\ndivided: { names: c, mainland: d, island: e }\noutside: f\ndong_words: g\n';
    expect(() => makeAnswerKinds({ words: wordFiles, places: contentFile('flows/places.yaml', text) })).toThrow(
      /^flows\/places\.yaml:2: .*namdong/,
    );
  });
});
