import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { conditionCompiler } from '../../src/rules/cel.ts';
import { FACTS, type Facts, RuleError } from '../../src/rules/index.ts';
import { vectors } from './book.ts';

interface CelVectors {
  readonly facts: Facts;
  readonly true: string[];
  readonly false: string[];
  readonly falseWhenUnknown: string[];
  readonly trueWhenUnknown: string[];
  readonly refused: [source: string, message: string][];
}

const all = vectors<CelVectors>('cel');
const compiler = conditionCompiler(FACTS);
const WHERE = { file: 'flows/rules/triage.rules.yaml', line: 7 };
const compile = (source: string) => compiler.compile(source, WHERE);

describe('with known facts', () => {
  test.each(all.true)('%s is true', (source) => {
    expect(compile(source).test(all.facts)).toBe(true);
  });
  test.each(all.false)('%s is false', (source) => {
    expect(compile(source).test(all.facts)).toBe(false);
  });
});

describe('with an unknown fact', () => {
  const missing = all.facts;
  const empty: Facts = { ...all.facts, household: null, birth_weeks: null, eligible: null, body_signs: null };
  const wrong: Facts = { ...all.facts, household: 3, birth_weeks: 36.5, eligible: 'yes', body_signs: 'fever' };
  const spellings = [missing, empty, wrong];

  test.each(all.falseWhenUnknown)('%s is false', (source) => {
    for (const facts of spellings) expect(compile(source).test(facts)).toBe(false);
  });
  test.each(all.trueWhenUnknown)('%s is true', (source) => {
    for (const facts of spellings) expect(compile(source).test(facts)).toBe(true);
  });
});

test.each(all.refused)('%s is refused at load', (source, message) => {
  const refuse = (): unknown => compile(source);
  expect(refuse).toThrow(RuleError);
  expect(refuse).toThrow(message);
  expect(refuse).toThrow(/^flows\/rules\/triage\.rules\.yaml:7: /);
});

test('a condition says which facts it reads', () => {
  expect(compile("preg && (ga_days >= 252 || 'S09' in safety) && unless(area == 'outside') && unknown(who)").reads).toEqual([
    'area',
    'ga_days',
    'preg',
    'safety',
    'who',
  ]);
});

const atoms = [
  "who == 'mother'",
  'ga_days >= 252',
  'eligible',
  "'living' in needs",
  "household in ['alone']",
  'size(needs) == 0',
  'paused',
];
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom(...atoms),
    fc.tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition')).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    tie('condition').map((inner) => `!(${inner})`),
  ),
}));

const facts = fc.record({
  who: fc.constantFrom('mother', 'father', null),
  ga_days: fc.constantFrom(251, 252, null),
  eligible: fc.constantFrom(true, false, null),
  needs: fc.constantFrom<readonly string[] | null>(['living'], [], null),
  household: fc.constantFrom('alone', 'facility', null),
  paused: fc.boolean(),
});

describe('for all conditions', () => {
  test('learning a fact never makes a true condition unknown: it was true for what was known', () => {
    fc.assert(
      fc.property(condition, facts, facts, (source, known, learned) => {
        const before = compile(source);
        const merged = Object.fromEntries(
          Object.entries(known).map(([name, value]) => [name, value ?? learned[name as keyof typeof learned]]),
        );
        if (before.test(known)) expect(before.test(merged)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test('a condition and its opposite are never both true, and one is when all is known', () => {
    fc.assert(
      fc.property(condition, facts, (source, given) => {
        const [yes, no] = [compile(source).test(given), compile(`!(${source})`).test(given)];
        expect(yes && no).toBe(false);
        if (Object.values(given).every((value) => value !== null)) expect(yes || no).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
