// What `npm run lint` and `npm test` check besides behaviour. Each check is a program with arguments; 0 is passed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from './build.mjs';
import { runStep, say } from './child.mjs';

const CHECKS = [
  { name: 'format', program: '@biomejs/biome/bin/biome', args: ['format', '--diagnostic-level=error'] },
  { name: 'lint', program: 'oxlint/bin/oxlint', args: ['--type-aware', '--quiet'] },
  { name: 'types', program: 'typescript/bin/tsc', args: ['--noEmit', '-p', 'tsconfig.json'] },
  { name: 'imports', program: '../scripts/imports.mjs', args: [] },
  { name: 'unused', program: 'knip/bin/knip.js', args: ['--no-progress'] },
];

const WARN_LINES = 300;
const MOST_LINES = 500;

/** Source files that have grown too long to have one reason to exist. */
export function longFiles(root) {
  const files = ['src', 'test', 'scripts', 'bin'].flatMap((folder) => filesBelow(root, folder));
  return files
    .filter((file) => /\.(tsx?|mjs|cjs|css)$/.test(file))
    .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > WARN_LINES);
}

function checkSizes(root) {
  let code = 0;
  for (const { file, lines } of longFiles(root)) {
    const tooLong = lines > MOST_LINES;
    if (tooLong) code = 1;
    say(`${file}: ${lines} lines; ${tooLong ? `more than ${MOST_LINES} is not allowed` : `think of a second file from ${WARN_LINES} on`}`);
  }
  return code;
}

function runTool(root, program, args) {
  const path = join(root, 'node_modules', program);
  return runStep(process.execPath, [path, ...args], { cwd: root, env: { ...process.env, NODE_OPTIONS: '' }, quiet: true });
}

/** Formats every file, and mends what the linter knows how to mend. */
export async function repair(root) {
  await runTool(root, '@biomejs/biome/bin/biome', ['format', '--write']);
  await runTool(root, 'oxlint/bin/oxlint', ['--type-aware', '--quiet', '--fix']);
}

/** Runs every check, also after a failed one. Answers the names of those that failed. */
export async function runChecks(root) {
  const failed = [];
  for (const { name, program, args } of CHECKS) {
    const code = await runTool(root, program, args);
    say(`${code === 0 ? 'passed' : 'FAILED'}  ${name}`);
    if (code !== 0) failed.push(name);
  }
  const sizes = checkSizes(root);
  say(`${sizes === 0 ? 'passed' : 'FAILED'}  sizes`);
  if (sizes !== 0) failed.push('sizes');
  return { passed: CHECKS.length + 1 - failed.length, failed };
}
