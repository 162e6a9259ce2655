import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ENGINE_NUMBERS, ENGINE_TEXTS, NOTICES } from '../../../src/conversation/inspect/engine-texts.ts';
import { ROOT } from '../program.ts';

const read = (folder: string): string =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'))
    .join('\n');

const engine = read('src/conversation');
const found = (source: string, pattern: RegExp): string[] => [...new Set([...source.matchAll(pattern)].map(([, key]) => key ?? ''))].sort();

test('the list names every message that the source of the engine names', () => {
  const said = found(engine, /(?<!=== )'((?:msg|summary|reask|consent|programme)\.[a-z_]+)'/gu).filter((key) => key !== 'summary.line');
  expect(said.filter((key) => !ENGINE_TEXTS.includes(key))).toEqual([]);
});

test('the list names no message that the engine does not say', () => {
  const built = /^(?:consent\.|q\.|msg\.(?:why|help)$)/u;
  expect(ENGINE_TEXTS.filter((key) => !built.test(key) && !engine.includes(`'${key}'`))).toEqual([]);
});

test('the list names every notice of visits and referrals', () => {
  const told = found(read('src/visits') + read('src/referrals'), /notice: (?:[\w\s=]+\? )?'([a-z_]+)'/gu);
  expect(told.length).toBeGreaterThan(0);
  expect(told.filter((notice) => !Object.hasOwn(NOTICES, notice))).toEqual([]);
});

test('the list names every number that the engine shows by itself', () => {
  const shown = found(engine, /, \['(\d[\d-]+)'\]\)/gu);
  expect(shown).toEqual([...ENGINE_NUMBERS].sort());
});
