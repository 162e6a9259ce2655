// The import table (.dependency-cruiser.cjs) against the sources: `node scripts/imports.mjs [folder of a project]`.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const require = createRequire(import.meta.url);

// dependency-cruiser reads TypeScript by swc, but tells it nothing of JSX, which a .tsx file has.
const swc = require('@swc/core');
const { parseFileSync } = swc;
swc.parseFileSync = (file, options) => parseFileSync(file, { ...options, tsx: file.endsWith('.tsx') });

const { cruise } = await import('dependency-cruiser');
const { forbidden, options } = require('../.dependency-cruiser.cjs');

const baseDir = resolve(process.argv[2] ?? '.');
const { enhancedResolveOptions, ...cruiseOptions } = options;
const { output, exitCode } = await cruise(
  ['src'],
  { ...cruiseOptions, baseDir, validate: true, ruleSet: { forbidden }, outputType: 'err-long' },
  enhancedResolveOptions,
);
process.stdout.write(typeof output === 'string' ? `${output}\n` : '');
process.exitCode = exitCode > 0 ? 1 : 0;
