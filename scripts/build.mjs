// The two things that are built, each when its sources changed: the server (tsc) and the staff console (vite).
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { runStep, say, SetupError } from './child.mjs';

/** Built for the browser by vite, not for the server by tsc. */
const BROWSER_ONLY = ['src/web/console', 'src/web/ui'];

const PARTS = {
  server: {
    title: 'the server',
    sources: ['src', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'],
    except: BROWSER_ONLY,
    result: 'dist/main.js',
  },
  console: {
    title: 'the staff console',
    sources: [...BROWSER_ONLY, 'src/contract', 'locales', 'vite.config.ts', 'tsconfig.json', 'package-lock.json'],
    except: [],
    result: 'dist/console/index.html',
  },
};

/** All files below a file or folder, as paths from `root` with `/`, in a fixed order; nothing when it is not there. */
export function filesBelow(root, path, except = []) {
  const full = join(root, path);
  if (except.includes(path) || !existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .sort()
    .flatMap((name) => filesBelow(root, `${path}/${name}`, except));
}

/** One text that changes when any source of the part changes. */
export function sourcesOf(root, part) {
  const hash = createHash('sha256');
  for (const file of PARTS[part].sources.flatMap((path) => filesBelow(root, path, PARTS[part].except))) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

const stampFile = (root, part) => join(root, 'dist', `.${part}-sources`);

export function isBuilt(root, part) {
  const stamp = stampFile(root, part);
  return existsSync(join(root, PARTS[part].result)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesOf(root, part);
}

/** Builds a part. Throws SetupError when its sources do not compile; what was built before stays, but is built again next time. */
export async function build(root, part, started) {
  const since = Date.now();
  const sources = sourcesOf(root, part);
  say(`Building ${PARTS[part].title} …`);
  mkdirSync(join(root, 'dist'), { recursive: true });
  rmSync(stampFile(root, part), { force: true });
  const bin = (name) => join(root, 'node_modules', ...name.split('/'));
  const [program, ...args] =
    part === 'server' ? [bin('typescript/bin/tsc'), '-p', 'tsconfig.build.json'] : [bin('vite/bin/vite.js'), 'build', '--logLevel', 'warn'];
  // What is built is what is shipped, whoever builds it.
  const env = { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'production' };
  const code = await runStep(process.execPath, [program, ...args], { cwd: root, env, what: 'building', started, quiet: true });
  if (code !== 0)
    throw new SetupError(`${PARTS[part].title[0].toUpperCase()}${PARTS[part].title.slice(1)} could not be built; the reasons are above.`);
  if (part === 'server') {
    copyAssets(root);
    removeOrphans(root);
  }
  writeFileSync(stampFile(root, part), sources);
  say(`Built ${PARTS[part].title} in ${((Date.now() - since) / 1000).toFixed(1)} s.`);
}

/** What the server reads beside its modules (styles and scripts of the family's page): tsc leaves it where it is. */
function copyAssets(root) {
  for (const file of filesBelow(root, 'src', BROWSER_ONLY)) {
    if (/\.(tsx?|md)$/.test(file)) continue;
    const target = join(root, 'dist', relative('src', file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, file), target);
  }
}

/** Removes what was compiled from files that are gone. */
export function removeOrphans(root) {
  for (const file of filesBelow(root, 'dist', ['dist/console'])) {
    const source = join('src', relative('dist', file)).split(sep).join('/');
    if (file.startsWith('dist/.')) continue;
    const stem = source.replace(/\.js(\.map)?$/, '');
    const kept = [source, `${stem}.ts`, `${stem}.tsx`].some((path) => existsSync(join(root, path)));
    if (!kept) rmSync(join(root, file));
  }
}
