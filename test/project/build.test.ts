import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { filesBelow, isBuilt, removeOrphans, sourcesOf } from '../../scripts/build.mjs';
import { newFolder } from './folder.ts';

let folder: ReturnType<typeof newFolder>;

beforeEach(() => {
  folder = newFolder();
  for (const path of ['src/main.ts', 'src/web/console/main.tsx', 'src/web/ui/tag.tsx', 'src/contract/chat.ts', 'locales/ko/console.json']) {
    folder.write(path, '1');
  }
  for (const path of ['tsconfig.json', 'tsconfig.build.json', 'vite.config.ts', 'package-lock.json']) folder.write(path, '{}');
});
afterEach(() => folder.remove());

describe('what is built anew', () => {
  const changes: readonly { readonly path: string; readonly server: boolean; readonly console: boolean }[] = [
    { path: 'src/main.ts', server: true, console: false },
    { path: 'src/inbox/new-file.ts', server: true, console: false },
    { path: 'src/contract/chat.ts', server: true, console: true },
    { path: 'src/web/console/main.tsx', server: false, console: true },
    { path: 'src/web/ui/tag.tsx', server: false, console: true },
    { path: 'locales/ko/console.json', server: false, console: true },
    { path: 'vite.config.ts', server: false, console: true },
    { path: 'package-lock.json', server: true, console: true },
    { path: 'flows/intake.flow.yaml', server: false, console: false },
    { path: 'README.md', server: false, console: false },
  ];
  test.each(changes)('after a change of $path', ({ path, server, console }) => {
    const before = { server: sourcesOf(folder.root, 'server'), console: sourcesOf(folder.root, 'console') };
    folder.write(path, '2');
    expect(sourcesOf(folder.root, 'server') !== before.server).toBe(server);
    expect(sourcesOf(folder.root, 'console') !== before.console).toBe(console);
  });

  test('a stamp without a result, or a result without a stamp, is not a build', () => {
    expect(isBuilt(folder.root, 'server')).toBe(false);
    folder.write('dist/main.js', '');
    expect(isBuilt(folder.root, 'server')).toBe(false);
    folder.write('dist/.server-sources', sourcesOf(folder.root, 'server'));
    expect(isBuilt(folder.root, 'server')).toBe(true);
    folder.write('src/main.ts', '2');
    expect(isBuilt(folder.root, 'server')).toBe(false);
  });
});

test('what was compiled from files that are gone is removed, everything else stays', () => {
  const kept = ['dist/main.js', 'dist/main.js.map', 'dist/.server-sources', 'dist/console/index.html', 'dist/web/chat/page.css'];
  folder.write('src/web/chat/page.css', '');
  for (const path of [...kept, 'dist/gone.js', 'dist/inbox/gone.js.map']) folder.write(path, '');
  removeOrphans(folder.root);
  expect(filesBelow(folder.root, 'dist').sort()).toEqual([...kept].sort());
  expect(existsSync(join(folder.root, 'dist/gone.js'))).toBe(false);
});
