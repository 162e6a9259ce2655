// `npm run dev`: First Step that starts again when a source, a flow or a text changes, and the staff console with hot reload.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { prepare } from './bootstrap.mjs';
import { isBuilt } from './build.mjs';
import { say } from './child.mjs';

/** Editors write a file in several steps: this much quiet is one change. */
const QUIET_MS = 150;

const WATCHED = ['src', 'flows', 'locales'];
const BROWSER_ONLY = /^web[\\/](console|ui)[\\/]/;

export async function main(root, args) {
  await prepare(root, ['server', 'console']);
  const run = (path, ...more) => spawn(process.execPath, [join(root, path), ...more], { cwd: root, stdio: 'inherit' });
  const vite = run('node_modules/vite/bin/vite.js', '--clearScreen', 'false');
  let server = run('dist/main.js', 'up', ...args);
  let ending = false;
  let timer;

  const restart = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
    if (!ending) server = run('dist/main.js', 'up', ...args);
  };
  const changed = async () => {
    try {
      if (!isBuilt(root, 'server')) await prepare(root, ['server']);
      await restart();
    } catch (error) {
      say(error.message);
    }
  };
  const watchers = WATCHED.filter((folder) => existsSync(join(root, folder))).map((folder) =>
    watch(join(root, folder), { recursive: true }, (_event, file) => {
      if (folder === 'src' && file !== null && BROWSER_ONLY.test(file)) return;
      clearTimeout(timer);
      timer = setTimeout(() => void changed(), QUIET_MS);
    }),
  );

  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
    vite.once('exit', resolve);
  });
  ending = true;
  clearTimeout(timer);
  for (const watcher of watchers) watcher.close();
  const running = [vite, server].filter((child) => child.exitCode === null && child.signalCode === null);
  for (const child of running) child.kill('SIGTERM');
  await Promise.all(running.map((child) => once(child, 'exit')));
  return 0;
}
