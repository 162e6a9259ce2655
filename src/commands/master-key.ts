import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { masterKeyFile, type Settings } from '../config.ts';
import { newMasterKey } from '../platform/keyring.ts';
import type { Progress } from '../platform/services/index.ts';

/**
 * The master key: the given one, else the one kept in the data folder, made at the first start and readable by its owner
 * alone. Without it nothing that was sealed can be opened again, so a lost file is never replaced while data exists.
 */
export async function masterKeyOf(settings: Settings, progress: Progress): Promise<string> {
  if (settings.FIRSTSTEP_MASTER_KEY !== undefined) return settings.FIRSTSTEP_MASTER_KEY;
  const path = masterKeyFile(settings);
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (kept !== null) return kept.trim();
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const key = newMasterKey();
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${key}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  progress(`Made a master key: ${path}. Keep a copy in a safe place: without it the data cannot be read.`);
  return key;
}
