import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isInstalled, packagesState, rememberPackages } from '../../scripts/packages.mjs';
import { newFolder } from './folder.ts';

const lock = {
  packages: {
    '': { version: '1.0.0' },
    'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' },
    'node_modules/only-on-mac': { version: '2.0.0', integrity: 'sha512-b', optional: true },
  },
};
const { 'node_modules/only-on-mac': _elsewhere, ...here } = lock.packages;
const installed = { packages: here };

describe('what npm has installed', () => {
  test('is enough without the packages of other platforms', () => expect(isInstalled(lock, installed)).toBe(true));
  test('is not enough when a package is missing', () => expect(isInstalled(lock, { packages: {} })).toBe(false));
  test('is not enough in another version', () => {
    const other = { packages: { 'node_modules/zod': { version: '3.9.0', integrity: 'sha512-a' } } };
    expect(isInstalled(lock, other)).toBe(false);
  });
  test('is not enough with other contents', () => {
    const other = { packages: { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-z' } } };
    expect(isInstalled(lock, other)).toBe(false);
  });
});

describe('the packages of a checkout', () => {
  let folder: ReturnType<typeof newFolder>;
  const writeLock = (text: object) => folder.write('package-lock.json', JSON.stringify(text));
  const writeInstalled = (text: object) => folder.write('node_modules/.package-lock.json', JSON.stringify(text));

  beforeEach(() => {
    folder = newFolder();
    writeLock(lock);
  });
  afterEach(() => folder.remove());

  test('are missing without node_modules', () => expect(packagesState(folder.root)).toBe('missing'));

  test('are missing after an installation that was broken off', () => {
    folder.write('node_modules/zod/package.json', '{}');
    expect(packagesState(folder.root)).toBe('missing');
  });

  test('are current after a bare npm ci', () => {
    writeInstalled(installed);
    expect(packagesState(folder.root)).toBe('current');
  });

  test('are stale after an npm ci without all packages', () => {
    writeInstalled({ packages: {} });
    expect(packagesState(folder.root)).toBe('stale');
  });

  test('are stale once the lock file asks for something else, and current again after the installation', () => {
    writeInstalled(installed);
    rememberPackages(folder.root);
    expect(packagesState(folder.root)).toBe('current');
    writeLock({ packages: { ...lock.packages, 'node_modules/luxon': { version: '3.0.0' } } });
    expect(packagesState(folder.root)).toBe('stale');
    rememberPackages(folder.root);
    expect(packagesState(folder.root)).toBe('current');
  });

  test('are stale when somebody else installed something over them', () => {
    writeInstalled(installed);
    rememberPackages(folder.root);
    writeInstalled({ packages: {} });
    expect(packagesState(folder.root)).toBe('stale');
  });

  test('are refused where node_modules is a link, and what it leads to stays', () => {
    const other = newFolder();
    try {
      other.write('node_modules/.package-lock.json', JSON.stringify(installed));
      symlinkSync(join(other.root, 'node_modules'), join(folder.root, 'node_modules'));
      expect(() => packagesState(folder.root)).toThrow(/node_modules is a link/);
      writeLock({ packages: {} });
      expect(() => packagesState(folder.root)).toThrow(/node_modules is a link/);
      expect(existsSync(join(other.root, 'node_modules/.package-lock.json'))).toBe(true);
      expect(existsSync(join(other.root, 'node_modules/.firststep-packages'))).toBe(false);
    } finally {
      other.remove();
    }
  });

  test('are refused also where the link leads nowhere', () => {
    symlinkSync(join(folder.root, 'gone'), join(folder.root, 'node_modules'));
    expect(() => packagesState(folder.root)).toThrow(/node_modules is a link/);
  });

  test('are missing when node_modules was deleted', () => {
    writeInstalled(installed);
    rememberPackages(folder.root);
    rmSync(join(folder.root, 'node_modules'), { recursive: true });
    expect(packagesState(folder.root)).toBe('missing');
  });
});
