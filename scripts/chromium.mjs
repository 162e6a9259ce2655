// A Chromium for the browser tests: found, or obtained by `npm test`. No dependency but playwright-core's downloader.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function findOnPath(names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      if (folder !== '' && runs(join(folder, name))) return join(folder, name);
    }
  }
  return null;
}

/** Where playwright puts its downloads, and the program inside one. */
function findDownloaded() {
  const folder =
    process.env.PLAYWRIGHT_BROWSERS_PATH ||
    (process.platform === 'darwin' ? join(homedir(), 'Library/Caches/ms-playwright') : join(homedir(), '.cache/ms-playwright'));
  if (!existsSync(folder)) return null;
  const inside = ['chrome-linux/chrome', 'chrome-linux64/chrome', 'chrome-mac/Chromium.app/Contents/MacOS/Chromium'];
  for (const name of readdirSync(folder)
    .filter((entry) => /^chromium-\d+$/.test(entry))
    .sort()
    .reverse()) {
    const path = inside.map((program) => join(folder, name, program)).find(runs);
    if (path) return path;
  }
  return null;
}

/** CHROMIUM_PATH, else a Chromium or Chrome on PATH, else one that playwright downloaded; null without any. */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (!runs(given)) throw new Error(`CHROMIUM_PATH is ${given}, but there is no program there that may be run`);
    return given;
  }
  return findOnPath(NAMES) ?? findDownloaded();
}

const isRoot = () => process.getuid?.() === 0;

function attempt(command, args) {
  process.stderr.write(`> ${[command, ...args].join(' ')}\n`);
  // Standard output is for results: what these programs say goes to standard error.
  return spawnSync(command, args, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0;
}

/** Finds a Chromium or obtains one; throws an error that names every way. */
export function obtainChromium(projectFolder) {
  const found = findChromium();
  if (found) return found;
  process.stderr.write('No Chromium was found; getting one for the browser tests …\n');
  const tried = ['CHROMIUM_PATH is not set', `none of ${NAMES.join(', ')} is on PATH`];
  if (isRoot() && findOnPath(['apt-get'])) {
    const packages = ['chromium', 'fonts-noto-core', 'fonts-noto-cjk'];
    const installed = attempt('apt-get', ['update']) && attempt('apt-get', ['install', '-y', '--no-install-recommends', ...packages]);
    const path = installed ? findOnPath(NAMES) : null;
    if (path) return path;
    tried.push(`apt-get install ${packages.join(' ')} did not give one`);
  } else {
    tried.push('apt-get is only tried as root on Debian or Ubuntu');
  }
  attempt(process.execPath, [join(projectFolder, 'node_modules/playwright-core/cli.js'), 'install', 'chromium']);
  const path = findDownloaded();
  if (path) return path;
  tried.push("playwright's download did not give one");
  throw new Error(
    `No Chromium for the browser tests:\n${tried.map((line) => `  - ${line}\n`).join('')}Install Chromium, or set CHROMIUM_PATH=/path/to/chromium`,
  );
}
