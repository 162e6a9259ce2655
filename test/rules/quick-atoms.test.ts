import { expect, test } from '@jest/globals';
import { conditionCompiler } from '../../src/rules/cel.ts';
import { FACTS, type Facts } from '../../src/rules/index.ts';
import type { Found } from '../../src/rules/types.ts';
import { BlankFacts } from '../../src/rules/blank-facts.ts';

const compiler = conditionCompiler(FACTS);
const compile = (source: string) => compiler.compile(source, { file: 'flows/x.yaml', line: 1 });

const VALUES: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  'yes',
  'no',
  'alone',
  'facility',
  36,
  37,
  38,
  36.5,
  [],
  ['fever'],
  ['bleeding', 'fever'],
  ['fever', 3],
];
const isCodes = (value: unknown): value is string[] => Array.isArray(value) && value.every((code) => typeof code === 'string');

/** What a comparison says of a value: true, false, or null for unknown, which makes it false, negated too. */
type Says = (value: never) => boolean | null;
const string =
  (says: (value: string) => boolean): Says =>
  (value) =>
    typeof value === 'string' ? says(value) : null;
const int =
  (says: (value: number) => boolean): Says =>
  (value) =>
    Number.isSafeInteger(value) ? says(value) : null;
const flag =
  (preset: boolean | null): Says =>
  (value) =>
    typeof value === 'boolean' ? value : preset;
const list =
  (code: string, preset: boolean | null): Says =>
  (value) =>
    isCodes(value) ? (value as string[]).includes(code) : preset;

const ATOMS: readonly (readonly [source: string, fact: string, says: Says])[] = [
  ["household == 'alone'", 'household', string((value) => value === 'alone')],
  ["household != 'alone'", 'household', string((value) => value !== 'alone')],
  ["household in ['alone', 'facility']", 'household', string((value) => value === 'alone' || value === 'facility')],
  ['birth_weeks == 37', 'birth_weeks', int((value) => value === 37)],
  ['birth_weeks != 37', 'birth_weeks', int((value) => value !== 37)],
  ['birth_weeks < 37', 'birth_weeks', int((value) => value < 37)],
  ['birth_weeks <= 37', 'birth_weeks', int((value) => value <= 37)],
  ['birth_weeks > 37', 'birth_weeks', int((value) => value > 37)],
  ['birth_weeks >= 37', 'birth_weeks', int((value) => value >= 37)],
  ['eligible', 'eligible', flag(null)],
  ['eligible == false', 'eligible', (value) => (typeof value === 'boolean' ? value === false : null)],
  ['ended', 'ended', flag(false)],
  ["'fever' in body_signs", 'body_signs', list('fever', null)],
];

test.each(ATOMS)('%s means the same for every value, negated too', (source, fact, says) => {
  for (const value of VALUES) {
    const facts = { [fact]: value } as Facts;
    const said = says(value as never);
    expect([value, compile(source).test(facts)]).toEqual([value, said === true]);
    expect([value, compile(`!(${source})`).test(facts)]).toEqual([value, said === false]);
  }
});

test('what rules found out is read there when it is given', () => {
  const found: Found = { safety: ['S09'], fired: null, level: null, outcome: null, services: null, burdens: null };
  const facts: Facts = { safety: ['S01'] };
  expect(compile("'S09' in safety").test(facts, found)).toBe(true);
  expect(compile("'S09' in safety").test(facts)).toBe(false);
  expect(compile("!('S01' in safety)").test(facts, found)).toBe(true);
  expect(compile("'T14' in fired").test(facts, found)).toBe(false);
  expect(compile("!('T14' in fired)").test(facts, found)).toBe(true);
});

test('a blank has a place for every fact', () => {
  expect(Object.keys(new BlankFacts()).sort()).toEqual(Object.keys(FACTS).sort());
});

test('a condition says how far the rules must be worked through for it', () => {
  expect(compile('eligible').asks).toBe('facts');
  expect(compile("'T14' in fired || eligible").asks).toBe('judgement');
  expect(compile("'home_visit' in services && level == 'emergency'").asks).toBe('services');
});
