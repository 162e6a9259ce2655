import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { Persona } from '../../src/conversation/simulate.ts';
import { ROOT } from '../conversation/program.ts';
import { after } from './business-clock.ts';
import { clockStepsOf, FAULT_KINDS, faultsOf } from './schedule.ts';
import { answerTo, lifeOf, scriptOf } from './script.ts';

const personas = z.array(Persona).parse(JSON.parse(readFileSync(join(ROOT, 'test/personas/personas.json'), 'utf8')));
const scripts = (seed: number, count: number) => Array.from({ length: count }, (_, i) => scriptOf(seed, i, personas));

test('the same seed gives the same faults, another one others', () => {
  expect(faultsOf(7, 10_000, 200)).toEqual(faultsOf(7, 10_000, 200));
  expect(faultsOf(8, 10_000, 200)).not.toEqual(faultsOf(7, 10_000, 200));
});

test.each([1, 2, 3])('faults of seed %d are in order, within the load, and of every kind', (seed) => {
  const faults = faultsOf(seed, 10_000, 200);
  expect(faults).toHaveLength(200);
  expect(faults.map(({ at }) => at)).toEqual(faults.map(({ at }) => at).toSorted((a, b) => a - b));
  expect(faults.every(({ at }) => at > 0 && at < 10_000)).toBe(true);
  expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
  for (const { kind, ms } of faults) if (kind === 'stop_app' || kind === 'stop_store') expect(ms).toBeLessThanOrEqual(10_000);
});

test('few faults are of different kinds', () => {
  expect(new Set(faultsOf(5, 200, 10).map(({ kind }) => kind)).size).toBe(10);
});

test('the same seed gives the same families, whoever else talks', () => {
  expect(scripts(7, 500)).toEqual(scripts(7, 500));
  expect(scripts(7, 500).at(-1)).toEqual(scriptOf(7, 499, personas));
  expect(scripts(8, 500)).not.toEqual(scripts(7, 500));
});

test('families speak every language, leave, withdraw, and are visited', () => {
  const all = scripts(1, 2_000);
  expect(new Set(all.map(({ lang }) => lang)).size).toBe(12);
  expect(new Set(all.map(({ persona }) => persona.id)).size).toBe(personas.length);
  expect(new Set(all.map(({ care }) => care))).toEqual(new Set(['left', 'decided', 'visited']));
  for (const share of ['twice', 'atOnce', 'late', 'stale', 'skips', 'interrupts'] as const)
    expect(all.some((script) => script[share] > 0)).toBe(true);
  expect(all.some(({ leavesAfter }) => leavesAfter !== null)).toBe(true);
  expect(all.some(({ withdrawsAfter }) => withdrawsAfter !== null)).toBe(true);
});

test('the same family says the same to the same questions', () => {
  const asked = ['danger_now', 'consent_basic', 'who', 'due_date', 'needs'].map((id) => ({
    id,
    type: 'text',
    choices: [{ value: 'a' }, { value: 'b' }],
  }));
  for (const script of scripts(3, 50)) {
    const [one, other] = [lifeOf(3, script), lifeOf(3, script)];
    expect(asked.map((question) => answerTo(script, question, 0, one))).toEqual(
      asked.map((question) => answerTo(script, question, 0, other)),
    );
  }
});

test('the business clock only goes on, to the hours at which messages are due', () => {
  const steps = clockStepsOf(4);
  let now = new Date('2026-10-12T09:00:05+09:00');
  for (let i = 0; i < 200; i += 1) {
    const next = after(now, steps.next().value);
    expect(next.getTime()).toBeGreaterThan(now.getTime());
    now = next;
  }
  expect(after(new Date('2026-10-12T09:00:05+09:00'), 'morning').toISOString()).toBe('2026-10-12T01:00:05.000Z');
});
