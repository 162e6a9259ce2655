import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError, readSettings } from '../config.ts';
import { BackupError, readSealed, type SealedFile, writeSealed } from '../platform/backup-cipher.ts';
import { type Counts, dumpDatabase } from '../platform/backup-dump.ts';
import { documentsIn, recordsOf } from '../platform/backup-records.ts';
import { connectMongo } from '../platform/mongo.ts';
import { counting, keysFileOf, PARTS, secretOf } from './backup-secret.ts';
import { enterInstallation, isUnused } from './installation.ts';
import type { RunOptions } from './run.ts';

export interface BackupOptions extends RunOptions {
  readonly file: string;
  readonly keyFile?: string | undefined;
}

/** Reads a file back from the disk, all of it, and compares with what was written. Throws `BackupError`. */
async function proven(path: string, secret: Uint8Array, part: keyof typeof PARTS, written: Counts): Promise<void> {
  const names = new Set(Object.keys(written).filter(PARTS[part]));
  let count = 0;
  for await (const record of recordsOf(readSealed(path, secret, part))) {
    if (record.kind === 'documents') for (const _document of documentsIn(record.bytes)) count += 1;
    if (record.kind !== 'end_of_collection') continue;
    if (count !== record.count || written[record.name] !== count)
      throw new BackupError(`${path}: ${record.name} has ${count} documents, not ${written[record.name] ?? 0}`);
    names.delete(record.name);
    count = 0;
  }
  if (names.size > 0) throw new BackupError(`${path} lacks ${[...names].join(', ')}`);
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The database as of one moment, encrypted, read back and compared, in two files. Returns the exit code. */
export async function backup({ env, file, keyFile, print, progress }: BackupOptions): Promise<number> {
  const settings = readSettings(env);
  const secret = await secretOf(settings, keyFile);
  const paths = { data: file, keys: keysFileOf(file) };
  for (const path of Object.values(paths))
    if (existsSync(path)) throw new ConfigError(`${path} is there already: a backup never replaces another.`);
  if (isUnused(settings)) throw new ConfigError('Nothing was stored here yet: there is nothing to back up.');
  const partial = { data: `${file}.partial`, keys: `${paths.keys}.partial` };
  for (const path of Object.values(partial)) await rm(path, { force: true });

  const installation = await enterInstallation(settings, env, progress);
  const from = performance.now();
  const files: Record<string, SealedFile> = {};
  let isKept = false;
  try {
    const mongo = await connectMongo(installation.mongoUrl);
    let counts: Counts;
    try {
      const about = { id: randomUUID(), createdAt: new Date().toISOString() };
      for (const part of ['keys', 'data'] as const) files[part] = await writeSealed(partial[part], secret, { part, ...about });
      counts = await dumpDatabase({ client: mongo.client, db: mongo.db, parts: PARTS, files, told: counting(progress, 'Written') });
    } finally {
      await mongo.close();
    }
    for (const one of Object.values(files)) await one.end();
    progress('Reading it back …');
    for (const part of ['keys', 'data'] as const) await proven(partial[part], secret, part, counts);
    for (const part of ['keys', 'data'] as const) await rename(partial[part], paths[part]);
    await syncFolder(file);
    isKept = true;
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    print(`${file}  ${total - (counts['person_keys'] ?? 0)} documents`);
    print(
      `${paths.keys}  the data keys of ${counts['person_keys'] ?? 0} people: keep this file in another place, and not longer than erased people may come back`,
    );
    progress(`Done in ${((performance.now() - from) / 1_000).toFixed(1)} s, read back and compared. The master key is in neither file.`);
    return 0;
  } finally {
    if (!isKept) for (const path of Object.values(partial)) await rm(path, { force: true });
    await installation.leave();
  }
}
