import { randomUUID } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Binary, Refusal } from './binary.ts';
import { compareVersions, versionOf } from './version.ts';

/** Where programs that were obtained once are kept: FIRSTSTEP_CACHE, else the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const own = env['FIRSTSTEP_CACHE'];
  if (own !== undefined && own !== '') return own;
  const base = env['XDG_CACHE_HOME'];
  return join(base !== undefined && base !== '' ? base : join(homedir(), '.cache'), 'firststep');
}

const platform = `${process.platform}-${process.arch}`;

/** The newest kept program with this name that runs and is not refused. */
export async function findInCache(cache: string, name: string, refuse: Refusal): Promise<Binary | { reason: string }> {
  const names = await readdir(cache).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const kept = names.filter((entry) => entry.startsWith(`${name}-`) && entry.endsWith(`-${platform}`));
  const reasons: string[] = [];
  for (const entry of kept.sort((a, b) => compareVersions(b, a))) {
    const path = join(cache, entry);
    const found = await versionOf(path);
    const reason = 'reason' in found ? found.reason : refuse(found.version);
    if (reason === null && 'version' in found) return { path, version: found.version };
    reasons.push(reason ?? '');
  }
  return { reason: reasons.length > 0 ? reasons.join('; ') : `no ${name} in ${cache}` };
}

/** Keeps a program (its bytes, or the path of a file) under its version; a half-written one is never seen. */
export async function keepInCache(
  cache: string,
  name: string,
  program: Buffer | string,
  refuse: Refusal,
): Promise<Binary | { reason: string }> {
  await mkdir(cache, { recursive: true });
  const part = join(cache, `.part-${randomUUID()}`);
  try {
    if (typeof program === 'string') await copyFile(program, part);
    else await writeFile(part, program);
    await chmod(part, 0o755);
    const found = await versionOf(part);
    if ('reason' in found) return found;
    const reason = refuse(found.version);
    const path = join(cache, `${name}-${found.version}-${platform}`);
    await rename(part, path);
    return reason === null ? { path, version: found.version } : { reason };
  } finally {
    await rm(part, { force: true });
  }
}
