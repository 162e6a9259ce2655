import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { check, inspectContent } from '../../../src/commands/check.ts';
import { FINDING_KINDS, type Inspection, lineOf } from '../../../src/conversation/inspect/index.ts';
import { ROOT } from '../program.ts';
import { layBaseContent } from './changed-content.ts';

/** The walks through everything take some seconds of their own, and more beside other tests. */
jest.setTimeout(600_000);

describe('the real content', () => {
  let real: Inspection;
  beforeAll(() => {
    real = inspectContent(ROOT);
  });

  test.each(FINDING_KINDS)('has no %s', (kind) => {
    expect(real.findings.filter((finding) => finding.kind === kind).map(lineOf)).toEqual([]);
  });

  test('is looked at in many thousand places', () => expect(real.checks).toBeGreaterThan(50_000));
});

describe('npm run check', () => {
  test('prints only the count when nothing is found', () => {
    const lines: string[] = [];
    expect(check(layBaseContent(), (line) => lines.push(line))).toBe(0);
    expect(lines).toEqual([expect.stringMatching(/^\d+ passed, 0 failed$/u)]);
  });

  test('reports an empty folder instead of failing', () => {
    const lines: string[] = [];
    expect(check('/nonexistent', (line) => lines.push(line))).toBe(1);
    expect(lines.at(-1)).toMatch(/^\d+ passed, \d+ failed$/u);
    expect(lines[0]).toMatch(/^\S+:\d+ [a-z-]+ \S/u);
  });
});
