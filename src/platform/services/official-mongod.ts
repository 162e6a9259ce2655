import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Progress } from './binary.ts';

/** The download is given up when not one byte came for this long. */
const SILENCE_MS = 8_000;

const DOWNLOAD = `
const { MongoBinary } = require(process.argv[1]);
MongoBinary.getPath({ downloadDir: process.argv[2], checkMD5: true }).then(
  (path) => process.send({ path }, () => process.exit(0)),
  (error) => process.send({ reason: error.message }, () => process.exit(1)),
);`;

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size;
  return bytes;
}

/**
 * Downloads MongoDB's own build for this computer and hands the program's path to `use`. Runs in a process of its own,
 * so that a download that hangs can be ended.
 */
export async function withOfficialMongod<T>(
  env: NodeJS.ProcessEnv,
  progress: Progress,
  use: (path: string) => Promise<T>,
): Promise<T | { reason: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'firststep-mongod-'));
  try {
    progress('Downloading MongoDB from its maker …');
    const downloaded = await download(folder, env, progress);
    return 'path' in downloaded ? await use(downloaded.path) : downloaded;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function download(folder: string, env: NodeJS.ProcessEnv, progress: Progress): Promise<{ path: string } | { reason: string }> {
  const resolver = createRequire(import.meta.url).resolve('mongodb-memory-server-core');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', DOWNLOAD, resolver, folder], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // Without this switch the resolver does not check the server's certificate.
      env: { ...env, NODE_OPTIONS: '', npm_config_strict_ssl: 'true' },
    });
    let answer: { path: string } | { reason: string } | null = null;
    let bytes = 0;
    let grewAt = performance.now();
    let toldAt = grewAt;
    const watch = setInterval(() => {
      void bytesIn(folder).then((now) => {
        if (now !== bytes) grewAt = performance.now();
        bytes = now;
        if (performance.now() - grewAt > SILENCE_MS) {
          answer ??= { reason: `nothing came for ${SILENCE_MS / 1000} s (is there a connection to fastdl.mongodb.org?)` };
          child.kill('SIGKILL');
        } else if (bytes > 0 && performance.now() - toldAt > 5_000) {
          toldAt = performance.now();
          progress(`  ${Math.round(bytes / 1e6)} MB …`);
        }
      });
    }, 500);
    child.on('message', (message: { path: string } | { reason: string }) => {
      answer ??= message;
    });
    child.on('error', (error) => {
      answer ??= { reason: error.message };
    });
    child.on('close', () => {
      clearInterval(watch);
      resolve(answer ?? { reason: 'the download ended without a result' });
    });
  });
}
