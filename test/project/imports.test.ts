import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

/** One import, and the rule of `.dependency-cruiser.cjs` that it breaks; null when it is allowed. */
interface Vector {
  readonly from: string;
  readonly to: string;
  readonly rule: string | null;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const vectors = JSON.parse(readFileSync(new URL('./imports.vectors.json', import.meta.url), 'utf8')) as Vector[];

const project = mkdtempSync(join(tmpdir(), 'firststep-imports-'));
const broken = new Map<string, string[]>();

function write(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

/** A project with one file for each vector, what they import being empty. */
beforeAll(() => {
  const packages = vectors.map(({ to }) => to).filter((to) => !to.startsWith('src/') && !to.startsWith('node:'));
  for (const name of packages) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, 'module.exports = {};\n');
  }
  const versions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
  const manifest = { dependencies: versions(packages.filter((name) => name !== 'jest')), devDependencies: versions(['jest']) };
  write('package.json', JSON.stringify(manifest));
  for (const { to } of vectors) if (to.startsWith('src/') && !to.endsWith('gone.ts')) write(to, 'export const there = 1;\n');
  for (const { from, to } of vectors) {
    const path = to.startsWith('src/') ? `./${relative(dirname(`src/${from}`), to)}` : to;
    write(`src/${from}`, `import * as it from '${path}';\nexport const used = it;\n`);
  }
  const ran = spawnSync(process.execPath, [join(ROOT, 'scripts/imports.mjs'), project], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  for (const [, rule = '', file = ''] of ran.stdout.matchAll(/error (\S+): src\/(\S+)/g))
    broken.set(file, [...(broken.get(file) ?? []), rule]);
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('the import table', () => {
  test.each(vectors)('$from imports $to: $rule', ({ from, rule }) => {
    if (rule === null) expect(broken.get(from) ?? []).toEqual([]);
    else expect(broken.get(from) ?? []).toContain(rule);
  });

  test('each rule was broken by some vector', async () => {
    const { default: config } = (await import('../../.dependency-cruiser.cjs' as string)) as {
      default: { forbidden: { name: string; comment: string }[] };
    };
    const tested = new Set(vectors.map(({ rule }) => rule));
    expect(config.forbidden.map(({ name }) => name).filter((name) => !tested.has(name))).toEqual([]);
    expect(config.forbidden.filter(({ comment }) => !comment)).toEqual([]);
  });
});
