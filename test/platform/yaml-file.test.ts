import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { parseYaml, YamlError } from '../../src/platform/yaml-file.ts';

const FLOWS = join(import.meta.dirname, '../../flows');
const files = readdirSync(FLOWS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));

describe('a YAML file', () => {
  test('all of our files are read alike by both parsers', () => {
    expect(files.length).toBeGreaterThan(40);
    for (const name of files) {
      const text = readFileSync(join(FLOWS, name), 'utf8');
      expect({ name, value: parseYaml(name, text).value }).toStrictEqual({ name, value: parse(text) });
    }
  });

  test.each(['a: 012', 'a: yes', 'a: 2026-11-10', 'a: 1_000', 'a: ~', '<<: {a: 1}', 'a: 12:30', 'a: 1e3', 'a: >-\n  x\n  y', '# only', ''])(
    '%j means what YAML 1.2 says',
    (text) => {
      expect(parseYaml('x.yaml', text).value).toStrictEqual(parse(text));
    },
  );

  test('it knows the line of a value, or of what is nearest above', () => {
    const { lineOf } = parseYaml('x.yaml', 'rows:\n  - id: a\n    when: b\n  - id: c\n');
    expect([lineOf(['rows', 0, 'when']), lineOf(['rows', 1, 'when']), lineOf(['rows', 7]), lineOf([])]).toEqual([3, 4, 2, 1]);
  });

  test.each([
    ['a: 1\na: 2', 'x.yaml:2:'],
    ['a:\n  - [1, 2\nb: 3', 'x.yaml:3:'],
    ['a: 1\n---\nb: 2', 'x.yaml:2:'],
  ])('%j cannot be read, and the line is told', (text, place) => {
    expect(() => parseYaml('x.yaml', text)).toThrow(YamlError);
    expect(() => parseYaml('x.yaml', text)).toThrow(place);
  });
});
