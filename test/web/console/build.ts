import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const Manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.boolean().optional(),
    imports: z.array(z.string()).optional(),
    dynamicImports: z.array(z.string()).optional(),
  }),
);

export interface BuiltConsole {
  readonly folder: string;
  readonly manifest: z.infer<typeof Manifest>;
  remove(): Promise<void>;
}

/** Builds the console into a folder of its own. */
export async function buildConsole(): Promise<BuiltConsole> {
  const folder = await mkdtemp(join(tmpdir(), 'firststep-console-'));
  const vite = resolve('node_modules/vite/bin/vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', folder, '--emptyOutDir', '--manifest', '--logLevel', 'error'], {
    // What is delivered is held to the tests: the test runner's own NODE_ENV would build the libraries' development halves.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const manifest = Manifest.parse(JSON.parse(await readFile(join(folder, '.vite/manifest.json'), 'utf8')));
  return { folder, manifest, remove: () => rm(folder, { recursive: true, force: true }) };
}
