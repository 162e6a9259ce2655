// Lets a child process of a test run TypeScript: `node --import ./run-typescript.mjs file.ts`.
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { transform } from '@swc/core';

const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' }, sourceMaps: 'inline' };

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const { code } = await transform(await readFile(new URL(url), 'utf8'), { ...options, filename: url });
  return { format: 'module', source: code, shortCircuit: true };
}

if (!process.env['RUN_TYPESCRIPT']) {
  process.env['RUN_TYPESCRIPT'] = 'registered';
  register(import.meta.url);
}
