import { readFile } from 'node:fs/promises';
import { runCommand } from './command.ts';

/** Whether a process with this id exists; one of another user counts. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const readOrNull = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').then(
    (text) => text,
    () => null,
  );

async function ps(pid: number, field: string): Promise<string | null> {
  const { code, stdout } = await runCommand('ps', ['-ww', '-o', `${field}=`, '-p', String(pid)], { timeoutMs: 5_000 });
  return code === 0 && stdout.trim() !== '' ? stdout.trim() : null;
}

/** The arguments of a running process as one text; null when there is no such process, or it has already ended. */
export async function commandLineOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return ps(pid, 'command');
  const text = await readOrNull(`/proc/${pid}/cmdline`);
  return text === null || text === '' ? null : text.replaceAll('\0', ' ').trim();
}

/**
 * A text that only this very process has: a later process with the same id has another one (its start time, and on
 * Linux the boot it belongs to). Null when there is no such process.
 */
export async function stampOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return ps(pid, 'lstart');
  const stat = await readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The name, in brackets, may hold spaces: count the fields after it. Start time is field 22, state is field 3.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z') return null;
  const boot = (await readOrNull('/proc/sys/kernel/random/boot_id'))?.trim() ?? '';
  return `${boot}:${fields[19] ?? ''}`;
}

/** Resolves true when the process is gone, false when it still runs after `timeoutMs`. */
export async function waitUntilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (isAlive(pid) && (await stampOf(pid)) !== null) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}
