import { describe, expect, test } from '@jest/globals';
import { inForce } from '../../src/rules/dated.ts';
import { loadRuleBook, RuleError } from '../../src/rules/index.ts';
import { realBook, TABLE_TEXTS, tableFile, tableFiles, vectors } from './book.ts';

interface Broken {
  readonly title: string;
  readonly table: string;
  readonly from: string;
  readonly to: string;
  readonly says: string;
  /** Where the finding is, when it is not where the text was changed: the row with this id. */
  readonly near?: string;
}

function failureOf(load: () => unknown): RuleError {
  try {
    load();
  } catch (error) {
    if (error instanceof RuleError) return error;
    throw error;
  }
  throw new Error('the tables were loaded');
}

const lineIn = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

/** Lines that a finding may point at: from the head of the row that was changed to the line behind it, or the list of all rows. */
function linesNear(text: string, index: number): number[] {
  const lines = text.split('\n');
  const changed = text.slice(0, index).split('\n').length;
  const head = lines.slice(0, changed).findLastIndex((line) => /^ {0,2}(- id|- number|\w)/.test(line)) + 1;
  const list = lines.findIndex((line) => line === 'rows:') + 1;
  return [...Array.from({ length: changed + 2 - head }, (_, i) => head + i), list, list + 1];
}

describe('a broken table is refused, with file and line', () => {
  test.each(vectors<Broken[]>('load').map((broken): [string, Broken] => [broken.title, broken]))(
    '%s',
    (_title, { table, from, to, says, near }) => {
      const text = TABLE_TEXTS[table] ?? '';
      expect(text).toContain(from);
      const changed = text.replace(from, () => to);
      const error = failureOf(() => loadRuleBook(tableFiles({ [table]: changed })));
      expect(error.message).toContain(says);
      expect(error.message).toMatch(new RegExp(`^flows/rules/${table}\\.rules\\.yaml:${error.line}: `));
      const expected = near === undefined ? linesNear(changed, text.indexOf(from)) : [lineIn(changed, `- id: ${near}\n`)];
      expect(expected).toContain(error.line);
    },
  );

  test('a table that does not exist', () => {
    const error = failureOf(() => loadRuleBook([...tableFiles(), tableFile('benefit', 'rows: []')]));
    expect(error.message).toBe('flows/rules/benefit.rules.yaml:1: there is no table "benefit" - did you mean "benefits"?');
  });
  test('a table twice', () => {
    expect(failureOf(() => loadRuleBook([...tableFiles(), ...tableFiles()])).message).toContain('is in flows/rules/');
  });
  test('a missing table', () => {
    const error = failureOf(() => loadRuleBook(tableFiles().filter((file) => !file.name.includes('triage'))));
    expect(error.message).toBe('flows/rules/triage.rules.yaml:1: this table is missing');
  });
  test('a table that is no table', () => {
    expect(failureOf(() => loadRuleBook(tableFiles({ triage: '- 1' }))).message).toContain('flows/rules/triage.rules.yaml:1: ');
  });
  test('an outcome is never left without a row', () => {
    const error = failureOf(() =>
      loadRuleBook(tableFiles({ outcome: (TABLE_TEXTS['outcome'] ?? '').replace('when: "true"', 'when: "ended"') })),
    );
    expect(error.message).toContain('the last row must always hold');
  });
});

describe('the version', () => {
  test('is the same for the same tables in any order', () => {
    expect(loadRuleBook(tableFiles().reverse()).version).toBe(realBook().version);
  });
  test('changes with one figure, not with a comment', () => {
    const triage = TABLE_TEXTS['triage'] ?? '';
    expect(loadRuleBook(tableFiles({ triage: triage.replace('ga_days >= 252', 'ga_days >= 253') })).version).not.toBe(realBook().version);
    expect(loadRuleBook(tableFiles({ triage: `# a note\n${triage}` })).version).toBe(realBook().version);
  });
});

describe('dated rows', () => {
  const rows = [
    { id: 'a', from: '2026-01-01', is: 1 },
    { id: 'b', from: '2030-01-01', is: 1 },
    { id: 'a', from: '2027-01-01', is: 2 },
  ];
  const on = inForce(rows);
  const at = (day: string | null): string =>
    on(day)
      .map((row) => `${row.id}${row.is}`)
      .join(' ');

  test('the latest begun counts, in the place of the first; before all of them the first', () => {
    expect([at('2025-06-01'), at('2026-12-31'), at('2027-01-01'), at('2031-01-01')]).toEqual(['a1 b1', 'a1 b1', 'a2 b1', 'a2 b1']);
  });
  test('without a day the newest counts', () => {
    expect(at(null)).toBe('a2 b1');
  });
  test('a rule that changes on a day decides differently from that day', () => {
    const triage = TABLE_TEXTS['triage'] ?? '';
    const start = triage.indexOf('  - id: T22\n');
    const row = triage.slice(start, triage.indexOf('  - id: T23\n'));
    const newer = row.replace("'14_19'", "'20_24'").replace('2026-01-01', '2027-07-01');
    const book = loadRuleBook(tableFiles({ triage: triage.slice(0, start) + row + newer + triage.slice(start + row.length) }));
    const fired = (today: string): string[] => book.assess({ today, age_band: '20_24' }).reasons.map((reason) => reason.id);
    expect([fired('2027-06-30'), fired('2027-07-01')]).toEqual([[], ['T22']]);
    expect(book.text('T22', '2027-07-01')?.from).toBe('2027-07-01');
  });
});

describe('what the book tells of its rows', () => {
  test('a sentence, its source, who checked it, since when', () => {
    expect(realBook().text('T16')).toEqual({
      id: 'T16',
      sentence: 'Pregnant 36w0d or more without any check-up.',
      source: 'Programme triage catalogue',
      reviewedBy: null,
      from: '2026-01-01',
    });
    expect(realBook().text('T99')).toBeNull();
  });
  test('fund and matching figures', () => {
    expect(realBook().funds()['F04']?.figures).toEqual({ max_per_family: 4_000_000, window_months: 12 });
    expect(realBook().matching()['M04']?.figures).toMatchObject({ visits_a_day: 3, visits_a_week: 12, families: 8 });
    expect(realBook().training.courses.map((course) => course.hours)).toEqual([4, 12, 4, 4, 4, 3, 2, 4, 2]);
    expect(realBook().safetyTimer.check_out).toEqual({ message: 15, call: 30, supervisor: 45, police_decision: 60 });
    expect(Object.keys(realBook().funds())).toHaveLength(12);
    expect(Object.keys(realBook().matching())).toHaveLength(12);
  });
  test('benefits with amounts, where to apply, and what is always shown with them', () => {
    expect(realBook().benefits()['B03']).toMatchObject({ amount_krw: { first_child: 2_000_000, next_child: 3_000_000 }, with: ['B14'] });
    expect(Object.keys(realBook().benefits())).toHaveLength(21);
  });
  test('an old helpline number is only an alias', () => {
    expect(
      realBook()
        .numbers.filter((row) => row.aliases.length > 0)
        .map((row) => [row.number, row.aliases]),
    ).toEqual([['1577-4206', ['1644-6621']]]);
  });
});
