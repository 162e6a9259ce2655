// The way from a bare checkout to a running command, without a dependency: packages, build, then the command itself.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, isBuilt } from './build.mjs';
import { say, SetupError } from './child.mjs';
import { installPackages, packagesState } from './packages.mjs';
import { alone } from './setup-lock.mjs';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Programs of the project around the product: run here, after the packages are there. */
const PROJECT = { build: './build-all.mjs', test: './test.mjs', lint: './lint.mjs', dev: './dev.mjs' };

/** Programs that may live with the tests and need their packages: each has a `main.ts` there. */
const MEASURING = ['bench', 'chaos', 'fuzz'];

/** Commands of the product that show the staff console. */
const WITH_CONSOLE = ['up', 'serve'];

/** Installs and builds what is missing or stale, one process at a time. Throws SetupError. */
export async function prepare(root, parts) {
  const isReady = () => packagesState(root) === 'current' && parts.every((part) => isBuilt(root, part));
  if (isReady()) return;
  await alone(root, async (started) => {
    if (packagesState(root) !== 'current') await installPackages(root, started);
    for (const part of parts) if (!isBuilt(root, part)) await build(root, part, started);
  });
}

/** Runs a command by its name with its arguments. Its exit code is this process's. */
export async function run([name, ...args]) {
  try {
    if (name !== undefined && Object.hasOwn(PROJECT, name)) {
      await prepare(ROOT, []);
      process.exitCode = await (await import(PROJECT[name])).main(ROOT, args);
      return;
    }
    const source = join(ROOT, 'test', name ?? '', 'main.ts');
    const measures = MEASURING.includes(name) && existsSync(source);
    await prepare(ROOT, WITH_CONSOLE.includes(name) || measures ? ['server', 'console'] : ['server']);
    if (measures) {
      await import('../test/inbox/run-typescript.mjs');
      await enter(source, args);
    } else if (MEASURING.includes(name) && !existsSync(join(ROOT, 'dist/commands', `${name}.js`))) {
      throw new SetupError(`This version has no "${name}": there is neither test/${name}/main.ts nor src/commands/${name}.ts.`);
    } else {
      await enter(join(ROOT, 'dist/main.js'), process.argv.slice(2));
    }
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}

/** Becomes the program: same process, so that signals and exit codes need no passing on. */
async function enter(path, args) {
  process.setSourceMapsEnabled(true);
  process.argv = [process.argv[0], path, ...args];
  await import(pathToFileURL(path).href);
}
