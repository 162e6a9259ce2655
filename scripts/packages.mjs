// Whether node_modules is what package-lock.json asks for, and making it so.
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep, say, SetupError } from './child.mjs';

const REMEMBERED = 'node_modules/.firststep-packages';
/** Written by npm as the last step of an installation: a broken-off one has none. */
const INSTALLED = 'node_modules/.package-lock.json';

function digest(...texts) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex');
}

/** What this computer's node_modules must have been made for. */
function signature(root) {
  const read = (name) => readFileSync(join(root, name), 'utf8');
  return digest(read('package-lock.json'), read(INSTALLED), process.platform, process.arch);
}

/** Whether each package that the lock file asks for is there in its version. Others of a platform not ours may be missing. */
export function isInstalled(lock, installed) {
  for (const [path, wanted] of Object.entries(lock.packages)) {
    if (path === '') continue;
    const found = installed.packages[path];
    if (found === undefined) {
      if (wanted.optional || wanted.devOptional || wanted.peer) continue;
      return false;
    }
    if (found.version !== wanted.version || found.integrity !== wanted.integrity) return false;
  }
  return true;
}

/** npm would empty what a link leads to, which is another checkout's. Throws SetupError. */
function refuseLink(root) {
  const found = lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false });
  if (!found?.isSymbolicLink()) return;
  throw new SetupError(
    `${join(root, 'node_modules')} is a link. An installation through it would empty the folder that it leads to.\n` +
      'Remove the link (rm node_modules, without a slash at the end) and run this again: the packages are then installed here.',
  );
}

/** 'current', or why an installation is needed: 'missing' or 'stale'. Throws SetupError for a node_modules that is a link. */
export function packagesState(root) {
  refuseLink(root);
  if (!existsSync(join(root, INSTALLED))) return 'missing';
  const remembered = join(root, REMEMBERED);
  const now = signature(root);
  if (existsSync(remembered)) return readFileSync(remembered, 'utf8') === now ? 'current' : 'stale';
  // Somebody ran `npm ci` by hand.
  const parse = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));
  if (!isInstalled(parse('package-lock.json'), parse(INSTALLED))) return 'stale';
  rememberPackages(root);
  return 'current';
}

export function rememberPackages(root) {
  writeFileSync(join(root, REMEMBERED), signature(root));
}

/** npm as it runs this script, else the one on PATH. */
function npm(args) {
  const own = process.env.npm_execpath;
  if (own && /npm-cli\.c?js$/.test(own)) return [process.execPath, [own, ...args]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
}

/** Installs what package-lock.json names. Throws SetupError when npm fails. */
export async function installPackages(root, started) {
  const since = Date.now();
  say('Installing the packages; the first time takes about a minute …');
  const [file, args] = npm(['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  const code = await runStep(file, args, { cwd: root, what: 'installing', started });
  if (code !== 0 || !existsSync(join(root, INSTALLED))) {
    throw new SetupError(
      `The packages could not be installed: npm ci ended with ${code}; what it said is above.\n` +
        'Is there a connection to the package registry? "npm config get registry" names it.',
    );
  }
  rememberPackages(root);
  say(`Packages installed in ${Math.round((Date.now() - since) / 1000)} s.`);
}
