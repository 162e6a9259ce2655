import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { LANGS } from '../../../src/conversation/types.ts';
import { hear } from './lexicons.ts';

/**
 * Rounds of wordings that were written without the lexicon at hand and measured once before anything was widened by them.
 * A label with a bar may be heard as either rule (a threat for the day she leaves is S01 or S09); `none` must fire nothing.
 */
type Rounds = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const LEAST_RECALL = 0.95;
const MOST_FALSE_ALARMS = 0.05;

describe.each(LANGS)('unseen wordings in %s', (lang) => {
  const rounds = JSON.parse(readFileSync(new URL(`./unseen/${lang}.json`, import.meta.url), 'utf8')) as Rounds;
  const texts = Object.values(rounds).flatMap((round) =>
    Object.entries(round).flatMap(([label, list]) => list.map((text) => ({ label, text, safety: hear(text, { lang }).safety }))),
  );

  test('danger is heard', () => {
    const dangers = texts.filter(({ label }) => label !== 'none');
    const missed = dangers.filter(({ label, safety }) => !label.split('|').some((id) => safety.includes(id)));
    expect(missed.length <= dangers.length * (1 - LEAST_RECALL) ? [] : missed).toEqual([]);
  });

  test('what only looks like danger is not', () => {
    const harmless = texts.filter(({ label }) => label === 'none');
    const alarms = harmless.filter(({ safety }) => safety.length > 0);
    expect(alarms.length <= harmless.length * MOST_FALSE_ALARMS ? [] : alarms).toEqual([]);
  });
});
