import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { stampOf } from './process-identity.ts';

export interface FileLock {
  release(): Promise<void>;
}

const readOrEmpty = (path: string): Promise<string> =>
  readFile(path, 'utf8').then(
    (text) => text,
    () => '',
  );

/** The process that holds the lock written in `text`, or null when that one is gone. */
async function holderOf(text: string): Promise<number | null> {
  const [pid = '', ...stamp] = text.split('\n');
  return stamp.length > 0 && (await stampOf(Number(pid))) === stamp.join('\n') ? Number(pid) : null;
}

/** Makes the lock with its content in one step; false when there is one already. */
async function placed(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Takes a lock for this process, or answers the id of the process that holds it. A lock whose process ended without
 * releasing it (kill -9, power cut) is taken over.
 */
export async function takeLock(path: string): Promise<FileLock | { heldBy: number }> {
  await mkdir(dirname(path), { recursive: true });
  const mine = `${process.pid}\n${(await stampOf(process.pid)) ?? ''}`;
  for (;;) {
    if (await placed(path, mine)) return { release: () => rm(path, { force: true }) };
    const found = await readOrEmpty(path);
    const heldBy = await holderOf(found);
    if (heldBy !== null) return { heldBy };
    // Set the stale one aside; if somebody else renewed it in between, it is put back.
    const aside = `${path}.${randomUUID()}`;
    const moved = await rename(path, aside).then(
      () => true,
      () => false,
    );
    if (!moved) continue;
    if ((await readOrEmpty(aside)) === found) await rm(aside, { force: true });
    else await rename(aside, path);
  }
}

/** Runs `work` while holding the lock; waits for another holder, told to `waiting` once. */
export async function withLock<T>(path: string, waiting: (pid: number) => void, work: () => Promise<T>): Promise<T> {
  let told = false;
  for (;;) {
    const lock = await takeLock(path);
    if ('release' in lock) {
      try {
        return await work();
      } finally {
        await lock.release();
      }
    }
    if (!told) waiting(lock.heldBy);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
