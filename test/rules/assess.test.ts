import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FACTS, type Facts, SAFETY_IDS, TRIAGE_IDS, TRIAGE_LEVELS, type TriageLevel } from '../../src/rules/index.ts';
import { realBook, tableValue } from './book.ts';
import { answerOf, VECTORS } from './vector.ts';

describe('the tables', () => {
  test.each(VECTORS.map((vector): [string, (typeof VECTORS)[number]] => [vector.title, vector]))('%s', (_title, vector) => {
    expect(answerOf(realBook(), vector)).toEqual(vector.expect);
  });

  test('every safety and triage rule is fired by a vector, and left alone by one', () => {
    const named = (part: 'safety' | 'reasons'): string[] => VECTORS.flatMap((vector) => vector.expect[part] ?? []);
    const onWords = ['S11', 'S13'];
    expect(SAFETY_IDS.filter((id) => !named('safety').includes(id) && !onWords.includes(id))).toEqual([]);
    expect(TRIAGE_IDS.filter((id) => !named('reasons').includes(id))).toEqual([]);
    for (const id of TRIAGE_IDS) expect(VECTORS.some((vector) => vector.expect.reasons && !vector.expect.reasons.includes(id))).toBe(true);
  });

  test('every benefit is likely or possible in one vector, and not shown in another', () => {
    const said = (id: string, place: string): boolean =>
      VECTORS.some(({ expect: { benefit } }) => benefit?.[0] === id && benefit[1] === place);
    const ids = Array.from({ length: 21 }, (_, i) => `B${String(i + 1).padStart(2, '0')}`);
    expect(ids.filter((id) => (said(id, 'likely') || said(id, 'possible')) && said(id, 'none'))).toEqual(ids);
  });
});

describe('a reason', () => {
  test('names the facts that its condition read, unknown ones as null', () => {
    const { reasons, rulesVersion } = realBook().assess({ preg: true, prenatal: 'no', ga_days: 252, eligible: true });
    expect(reasons.find((reason) => reason.id === 'T16')?.facts).toEqual({ preg: true, prenatal: 'no', ga_days: 252 });
    expect(realBook().safety({ body_signs: ['headache_vision'], preg: true })[0]?.facts).toEqual({
      body_signs: ['headache_vision'],
      preg: true,
      baby_age_days: null,
    });
    expect(rulesVersion).toBe(realBook().version);
  });

  test('does not change the facts that it was asked about', () => {
    const facts: Facts = Object.freeze({ safety: Object.freeze(['S09']) as readonly string[], eligible: true });
    realBook().assess(facts);
    expect(facts).toEqual({ safety: ['S09'], eligible: true });
  });
});

const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.string(),
  fc.integer({ min: -400, max: 4000 }),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.array(fc.oneof(fc.string(), fc.integer())),
  fc.object(),
);

/** Facts as they come, and facts of every wrong type. */
const arbitraryFacts = fc.dictionary(fc.constantFrom(...Object.keys(FACTS), 'stranger', '__proto__'), anything) as fc.Arbitrary<Facts>;

const plausible = fc.record(
  Object.fromEntries(
    Object.entries(FACTS)
      .filter(([name]) => !['fired', 'level', 'outcome', 'services', 'burdens', 'today'].includes(name))
      .map(([name, { type, codes }]) => {
        const code = codes ? fc.constantFrom(...codes) : fc.constantFrom('ko', 'vi', '2026-11-24');
        const value = {
          string: code,
          list: fc.uniqueArray(code, { maxLength: 3 }),
          bool: fc.boolean(),
          int: fc.integer({ min: -5, max: 300 }),
        }[type];
        return [name, fc.option(value as fc.Arbitrary<unknown>, { freq: 2 })];
      }),
  ),
) as fc.Arbitrary<Facts>;

const TRIAGE = tableValue<{ order: TriageLevel[]; rows: { id: string; level: TriageLevel }[] }>('triage');

describe('for all facts', () => {
  test('assessing, safety and numbers never throw', () => {
    fc.assert(
      fc.property(fc.oneof(arbitraryFacts, plausible), (facts) => {
        const book = realBook();
        const assessed = book.assess(facts);
        expect(assessed.level === null || TRIAGE_LEVELS.includes(assessed.level)).toBe(true);
        book.safety(facts);
        book.helplines(['S01'], facts);
      }),
      { numRuns: 2_000 },
    );
  });

  test('the level is the strongest of the reasons; without a level there is neither reason nor service', () => {
    fc.assert(
      fc.property(plausible, (facts) => {
        const { level, reasons, services } = realBook().assess(facts);
        const ranks = reasons.map(({ id }) => TRIAGE.order.indexOf(TRIAGE.rows.find((row) => row.id === id)?.level ?? 'information_only'));
        expect(level).toBe(reasons.length === 0 ? null : TRIAGE.order[Math.min(...ranks)]);
        if (level === null || level === 'information_only') expect(services).toEqual([]);
        expect(reasons.map((reason) => reason.id)).toEqual(reasons.map((reason) => reason.id).toSorted());
        expect(services).toEqual([...services].sort());
      }),
      { numRuns: 2_000 },
    );
  });

  test('an emergency rule is an emergency, unless she erased everything, said no, or is not the one asked about', () => {
    fc.assert(
      fc.property(plausible, (facts) => {
        const safety = [...((facts['safety'] as string[] | null) ?? []), 'S02'];
        const { level } = realBook().assess({ ...facts, safety });
        const silenced =
          facts['withdrawn'] === true || (facts['consent_basic'] === 'no' && !safety.includes('S12') && facts['age_band'] !== 'under14');
        if (!silenced) expect(level).toBe('emergency');
      }),
      { numRuns: 2_000 },
    );
  });

  test('likely and possible never name the same benefit', () => {
    fc.assert(
      fc.property(plausible, (facts) => {
        const { likely, possible } = realBook().assess({ ...facts, benefits_check: 'yes' }).benefits;
        expect(possible.filter((id) => likely.includes(id))).toEqual([]);
      }),
    );
  });
});
