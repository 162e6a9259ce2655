import { describe, expect, test } from '@jest/globals';
import { type ContentFile, loadRuleBook, type RuleBook } from '../../src/rules/index.ts';
import { tableFiles, tableValue } from './book.ts';
import { holds, VECTORS } from './vector.ts';

interface Row {
  id: string;
  when?: string | null;
}

/** The real tables with one change to one row. */
function bookWith(table: string, id: string, change: (row: Row) => void): RuleBook {
  const files = tableFiles().map((file): ContentFile => {
    if (!file.name.endsWith(`/${table}.rules.yaml`)) return file;
    const value = structuredClone(file.value) as Record<string, Row[]>;
    const rows = [...(value['rows'] ?? []), ...(value['scopes'] ?? []), ...(value['sets'] ?? [])].filter((row) => row.id === id);
    expect(rows).toHaveLength(1);
    rows.forEach(change);
    return { ...file, value };
  });
  return loadRuleBook(files);
}

const idsOf = (table: string, list: string): string[] =>
  (tableValue<Record<string, Row[]>>(table)[list] ?? []).filter((row) => row.when !== null).map((row) => row.id);

const silenced = (row: Row): void => {
  row.when = 'false';
};

describe('without one rule a vector fails', () => {
  test.each([
    ...idsOf('safety', 'rows').map((id) => ['safety', id]),
    ...idsOf('triage', 'rows').map((id) => ['triage', id]),
    ...idsOf('triage', 'scopes').map((id) => ['triage', id]),
    ...idsOf('outcome', 'rows')
      .slice(0, -1)
      .map((id) => ['outcome', id]),
    ...idsOf('services', 'rows').map((id) => ['services', id]),
    ...idsOf('services', 'scopes').map((id) => ['services', id]),
    ...idsOf('helplines', 'sets').map((id) => ['helplines', id]),
  ])('%s %s', (table, id) => {
    const mutant = bookWith(table ?? '', id ?? '', silenced);
    expect(VECTORS.some((vector) => !holds(mutant, vector))).toBe(true);
  });
});

describe('with a boundary moved by one a vector fails', () => {
  const figures = ['safety', 'triage', 'services'].flatMap((table) =>
    idsOf(table, 'rows').flatMap((id) => {
      const when = tableValue<{ rows: Row[] }>(table).rows.find((row) => row.id === id)?.when ?? '';
      return [...when.matchAll(/(<=|>=|<|>) (\d+)/g)].map((match) => ({ table, id, at: match.index, text: match[0] }));
    }),
  );

  test.each(figures.map((figure): [string, (typeof figures)[number]] => [`${figure.table} ${figure.id} ${figure.text}`, figure]))(
    '%s',
    (_title, figure) => {
      const [operator, number] = figure.text.split(' ');
      // A baby of less than no days cannot be told.
      const moves = figure.text === '>= 0' ? [1] : [1, -1];
      for (const by of moves) {
        const mutant = bookWith(figure.table, figure.id, (row) => {
          const when = row.when ?? '';
          row.when = `${when.slice(0, figure.at)}${operator} ${Number(number) + by}${when.slice(figure.at + figure.text.length)}`;
        });
        expect([by, VECTORS.some((vector) => !holds(mutant, vector))]).toEqual([by, true]);
      }
    },
  );
});
