// One set-up at a time in one checkout. The lock names the processes at work; with all of them gone it is stale.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './child.mjs';

const PAUSE_MS = 200;

/** Something that only this very process has: ids are used again by others. Empty where it cannot be known. */
function stampOf(pid) {
  try {
    return (
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[19] ?? ''
    );
  } catch {
    return '';
  }
}

function isRunning({ pid, stamp }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  return stamp === stampOf(pid);
}

const line = (pid) => `${pid} ${stampOf(pid)}`;

/** The running process that holds the lock, or null. */
export function holderOf(text) {
  for (const [pid, stamp = ''] of text.split('\n').map((entry) => entry.split(' '))) {
    if (Number(pid) > 0 && isRunning({ pid: Number(pid), stamp })) return Number(pid);
  }
  return null;
}

function readOrNull(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Makes the file with its content in one step; false when there is one already. */
function place(path, content) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Runs `work` while no other set-up runs in this checkout. `work` gets a function that enters a child's process id: a
 * child that outlives us (kill -9) still holds the lock.
 */
export async function alone(root, work) {
  const path = join(root, '.setup.lock');
  let told = false;
  while (!place(path, line(process.pid))) {
    const found = readOrNull(path);
    const holder = found === null ? null : holderOf(found);
    if (holder === null) {
      setAside(path, found);
      continue;
    }
    if (!told) say(`Another First Step (process ${holder}) is setting up this folder; waiting for it …`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work((pid) => writeFileSync(path, `${line(process.pid)}\n${line(pid)}`));
  } finally {
    process.off('exit', release);
    release();
  }
}

/** Removes a stale lock, unless somebody else has just replaced it: then it is put back. */
function setAside(path, stale) {
  if (stale === null) return;
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (readOrNull(aside) === stale) rmSync(aside, { force: true });
  else renameSync(aside, path);
}
