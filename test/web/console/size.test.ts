import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type BuiltConsole, buildConsole } from './build.ts';

/** Kilobytes of JavaScript after gzip. */
const FIRST = 220;
const ROUTE = 140;

let built: BuiltConsole;
beforeAll(async () => {
  built = await buildConsole();
});
afterAll(() => built.remove());

/** Everything that one chunk needs before it runs. */
function needs(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const other of built.manifest[name]?.imports ?? []) needs(other, seen);
  return seen;
}

function kilobytes(names: Iterable<string>): number {
  const files = [...names].map((name) => built.manifest[name]?.file ?? '').filter((file) => file.endsWith('.js'));
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(built.folder, file))).length, 0) / 1_000;
}

test('the first load and each page stay small', () => {
  const entry = Object.keys(built.manifest).find((name) => built.manifest[name]?.isEntry);
  if (!entry) throw new Error('no entry in the manifest');
  const words = Object.keys(built.manifest).filter((name) => name.includes('locales/ko/'));
  const first = needs(entry);
  for (const name of words) first.add(name);
  expect(words).toHaveLength(2);
  expect(kilobytes(first)).toBeLessThanOrEqual(FIRST);

  const routes = Object.keys(built.manifest).filter((name) => /\.page\.tsx$|shell\.tsx$/.test(name));
  expect(routes.length).toBeGreaterThanOrEqual(6);
  for (const route of routes) {
    const own = [...needs(route)].filter((name) => !first.has(name));
    expect({ route, small: kilobytes(own) <= ROUTE }).toEqual({ route, small: true });
  }
});

test('nothing is made from text, and no other address is asked for anything', () => {
  const index = readFileSync(join(built.folder, 'index.html'), 'utf8');
  expect([...index.matchAll(/(?:src|href)="([^"]+)"/g)].filter(([, address]) => !address?.startsWith('/console/'))).toEqual([]);
  expect(index).not.toMatch(/<script(?![^>]*src=)/);
});
