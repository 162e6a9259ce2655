import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { FINDING_KINDS } from '../../../src/conversation/inspect/index.ts';
import { type Change, inspectChanged } from './changed-content.ts';

/** A fixture: the base content with one thing broken, and what must be found, where. */
interface Broken {
  readonly title: string;
  readonly changes: readonly Change[];
  readonly finds: readonly {
    readonly file: string;
    /** Text of the first line that it must name; "" where the place says nothing. */
    readonly near: string;
    readonly says: string;
    readonly times?: number;
  }[];
}

test('the base content has no finding', () => {
  const { checks, findings } = inspectChanged([]);
  expect(findings).toEqual([]);
  expect(checks).toBeGreaterThan(1_000);
});

describe.each(FINDING_KINDS)('%s', (kind) => {
  const path = new URL(`./${kind}.json`, import.meta.url);

  test('has a broken fixture', () => expect(existsSync(path)).toBe(true));

  const fixtures = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Broken[]) : [];
  test.each(fixtures)('finds $title', ({ changes, finds }) => {
    const { findings, lineNear } = inspectChanged(changes);
    const found = findings.filter((finding) => finding.kind === kind);
    for (const { file, near, says, times = 1 } of finds) {
      const these = found.filter((finding) => finding.file === file && finding.message.includes(says));
      expect({ says, found: these.length, all: found.map(({ message }) => message) }).toEqual({
        says,
        found: times,
        all: expect.anything(),
      });
      if (near !== '') expect(these.map(({ line }) => line)).toEqual(these.map(() => lineNear(file, near)));
    }
  });
});
