import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type UtteranceLine, type Understood, understandLine } from '../../../src/commands/understand.ts';
import { failuresOf, Persona, playPersona } from '../../../src/conversation/simulate.ts';
import { realContent } from '../program.ts';

const LEAST_UNDERSTOOD = 0.9;
const MOST_WRONG = 0.01;
const LEAST_RECALL = 0.95;
const MOST_FALSE_ALARMS = 0.05;

/** What a line must be understood as; at most one of value, problem, command. */
interface Expected {
  readonly value?: unknown;
  readonly precision?: string;
  readonly problem?: string;
  readonly command?: string;
  readonly safety: readonly string[];
  readonly redacted?: string;
}

type Line = UtteranceLine & { readonly expect: Expected };

/** Counts of one set, and the lines that did not come out as expected. */
interface Figures {
  asked: number;
  understood: number;
  wrong: number;
  dangers: number;
  heard: number;
  harmless: number;
  falseAlarms: number;
  badRedactions: number;
  readonly lines: string[];
}

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

/** Of a place only the parts that are given are compared. */
function isSame(expected: unknown, got: unknown): boolean {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected)) return JSON.stringify(expected) === JSON.stringify(got);
  if (typeof got !== 'object' || got === null) return false;
  const parts = got as Readonly<Record<string, unknown>>;
  return Object.entries(expected).every(([key, value]) => parts[key] === value);
}

function isUnderstood(expected: Expected, got: Understood): boolean {
  if (expected.command !== undefined) return got.command === expected.command;
  if (expected.problem !== undefined) return got.problem === expected.problem;
  return 'value' in got && isSame(expected.value, got.value) && (expected.precision === undefined || expected.precision === got.precision);
}

function measure(lines: readonly Line[]): Figures {
  const figures: Figures = {
    asked: 0,
    understood: 0,
    wrong: 0,
    dangers: 0,
    heard: 0,
    harmless: 0,
    falseAlarms: 0,
    badRedactions: 0,
    lines: [],
  };
  for (const line of lines) {
    const { expect: expected } = line;
    const got = understandLine(realContent().program, line);
    const failed = [];
    if ('value' in expected || expected.problem !== undefined || expected.command !== undefined) {
      figures.asked += 1;
      if (isUnderstood(expected, got)) figures.understood += 1;
      else if ('value' in got || got.command !== undefined) {
        figures.wrong += 1;
        failed.push('wrong');
      } else failed.push('not understood');
    }
    if (expected.safety.length > 0) {
      figures.dangers += 1;
      if (expected.safety.every((id) => got.safety.includes(id))) figures.heard += 1;
      else failed.push('missed danger');
    } else {
      figures.harmless += 1;
      if (got.safety.length > 0) {
        figures.falseAlarms += 1;
        failed.push('false alarm');
      }
    }
    if ((expected.redacted ?? line.text) !== (got.redacted ?? line.text)) {
      figures.badRedactions += 1;
      failed.push('redaction');
    }
    if (failed.length > 0)
      figures.lines.push(`${failed.join(', ')}: ${line.locale} ${line.question} "${line.text}" ${JSON.stringify(got)}`);
  }
  return figures;
}

describe.each([1, 2, 3, 4])('what people write, set %d', (set) => {
  const lines = read(`./utterances-${set}.jsonl`)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const figures = measure(lines);
  const below = (isBelow: boolean): readonly string[] => (isBelow ? figures.lines : []);

  test('answers and commands are understood, or asked back', () => {
    expect(below(figures.understood / figures.asked < LEAST_UNDERSTOOD || figures.wrong / figures.asked > MOST_WRONG)).toEqual([]);
  });

  test('danger is heard, and little else is taken for danger', () => {
    expect(below(figures.heard / figures.dangers < LEAST_RECALL || figures.falseAlarms / figures.harmless > MOST_FALSE_ALARMS)).toEqual([]);
  });

  test('every identity number is removed, and nothing else', () => {
    expect(below(figures.badRedactions > 0)).toEqual([]);
  });
});

describe.each([1, 2])('personas, set %d', (set) => {
  const personas = (JSON.parse(read(`./personas-${set}.json`)) as unknown[]).map((persona) => Persona.parse(persona));

  test.each(personas.map((persona) => [persona.id, persona.title, persona] as const))('%s: %s', (_id, _title, persona) => {
    const { program } = realContent();
    expect(failuresOf(program, persona, playPersona(program, persona))).toEqual([]);
  });
});
