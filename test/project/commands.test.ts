import { accessSync, constants, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const read = (name: string): string => readFileSync(path(name), 'utf8');

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly license: string;
  readonly engines: { readonly node: string };
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(read('package.json')) as Manifest;
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'TRANSLATING.md',
  'docs/operations.md',
  'docs/security.md',
  'docs/user-guide.md',
];

describe('package.json', () => {
  test('every script is the command of the same name: `exec` lets a signal to npm reach it', () => {
    for (const [name, line] of Object.entries(manifest.scripts)) {
      expect(line).toBe(`exec node bin/firststep.mjs ${name === 'start' ? 'up' : name}`);
    }
  });

  test('the contract of commands is there', () => {
    const names = ['start', 'test', 'chat', 'simulate', 'understand', 'check', 'verify', 'bench', 'chaos', 'fuzz', 'build', 'lint', 'dev'];
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(names));
    expect(manifest.bin).toEqual({ firststep: 'bin/firststep.mjs' });
    accessSync(path('bin/firststep.mjs'), constants.X_OK);
  });

  test('the named packages are dependencies, each in one exact version', () => {
    const named = ['botkit', 'express', 'ioredis', 'bullmq', 'zod', 'luxon', 'i18next', 'mongodb'];
    expect(Object.keys(manifest.dependencies)).toEqual(expect.arrayContaining(named));
    expect(Object.keys(manifest.devDependencies)).toContain('jest');
    const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  test('licence and oldest Node are the documented ones', () => {
    expect(manifest.license).toBe('MIT');
    expect(read('LICENSE')).toMatch(/^MIT License\n/);
    expect(manifest.engines.node).toBe('>=20.19');
    expect(read('README.md')).toContain('Node 20.19');
  });

  test('the lock file is of this manifest and names no registry host', () => {
    const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Partial<Manifest>> };
    expect(lock.packages['']?.dependencies).toEqual(manifest.dependencies);
    expect(lock.packages['']?.devDependencies).toEqual(manifest.devDependencies);
    expect(read('package-lock.json')).not.toContain('"resolved": "http');
  });
});

describe('the documents', () => {
  test.each(documents)('%s names only commands that exist', (name) => {
    const used = [...read(name).matchAll(/(?:`|^)npm (?:run )?([a-z]+)\b/gm)].map(([, command = '']) => command);
    const ofNpm = ['ci', 'config', 'run', 'runs'];
    expect(used.filter((command) => !(command in manifest.scripts) && !ofNpm.includes(command))).toEqual([]);
  });

  test.each(documents)('%s links only to files that exist', (name) => {
    const links = [...read(name).matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)].map(([, target = '']) => target);
    const folder = name.includes('/') ? name.slice(0, name.lastIndexOf('/') + 1) : '';
    const missing = links.filter((target) => {
      try {
        accessSync(path(folder + target));
        return false;
      } catch {
        return true;
      }
    });
    expect(missing).toEqual([]);
  });

  test('the test command of README.md is the one that .ci/run runs', () => {
    expect(read('README.md')).toContain('npm test');
    expect(read('.ci/run').trimEnd()).toMatch(/exec npm test$/);
    accessSync(path('.ci/run'), constants.X_OK);
  });

  test('README.md shows the settings that .env.example lists', () => {
    const names = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, setting = '']) => setting);
    const readme = read('README.md');
    expect(names.filter((setting) => !readme.includes(`\`${setting}\``))).toEqual([]);
  });
});
