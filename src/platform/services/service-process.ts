import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Progress } from './binary.ts';
import { ServiceStartError } from './errors.ts';
import { commandLineOf, waitUntilGone } from './process-identity.ts';

/** Both services recover from a kill: who does not end by then is not waited for. */
const STOP_PATIENCE_MS = 3_500;
const LOG_LIMIT_BYTES = 20_000_000;

export interface ServiceCommand {
  /** Name for people, such as `MongoDB`. */
  readonly service: string;
  readonly path: string;
  readonly args: readonly string[];
  /** An argument that no process of another owner has: the full path of the data folder. */
  readonly mark: string;
  readonly pidFile: string;
  readonly logFile: string;
}

/** A service that runs as our child. It does not get the terminal's Ctrl-C: it is stopped in order, by `stop`. */
export interface ServiceProcess {
  readonly pid: number;
  /** Resolves with a word on how it ended, whoever ended it. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Ends the process that an earlier run left behind on the same data (after a kill -9 of its parent). Only a process whose
 * command line bears our mark is touched: process ids are used again by others.
 */
export async function endLeftOver(command: Pick<ServiceCommand, 'service' | 'pidFile' | 'mark'>, progress: Progress): Promise<void> {
  const text = await readFile(command.pidFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return;
  const pid = Number.parseInt(text, 10);
  if (pid > 0 && ((await commandLineOf(pid)) ?? '').includes(command.mark)) {
    progress(`Ending the ${command.service} (process ${pid}) that an earlier run left behind …`);
    await endProcess(pid);
  }
  await rm(command.pidFile, { force: true });
}

/** SIGTERM, and SIGKILL when that is not obeyed in time. Both services recover their data from either. */
async function endProcess(pid: number): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
      throw error;
    }
    if (await waitUntilGone(pid, STOP_PATIENCE_MS)) return;
  }
}

/** The last lines of a log file, for an error message. */
export async function tailOf(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text
    .trimEnd()
    .split('\n')
    .slice(-8)
    .map((line) => line.slice(0, 400))
    .join('\n');
}

/** One older log is kept beside the present one. */
async function turnLogOver(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_LIMIT_BYTES) await rename(logFile, `${logFile}.1`);
}

/** Starts a service as a child in a session of its own, its output going to its log file. */
export async function startProcess(command: ServiceCommand): Promise<ServiceProcess> {
  await mkdir(dirname(command.logFile), { recursive: true });
  await mkdir(dirname(command.pidFile), { recursive: true });
  await turnLogOver(command.logFile);
  const log = await open(command.logFile, 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(command.path, command.args, { stdio: ['ignore', log.fd, log.fd], detached: true });
    await once(child, 'spawn');
  } catch (error) {
    throw new ServiceStartError(command.service, error instanceof Error ? error.message : String(error), '');
  } finally {
    await log.close();
  }
  const pid = child.pid ?? 0;
  let end: string | null = null;
  const ended = once(child, 'exit').then(([code, signal]) => {
    end = signal === null ? `exit code ${String(code)}` : `ended by ${String(signal)}`;
    return end;
  });
  await writeFile(command.pidFile, `${pid}\n`, { mode: 0o600 });
  return {
    pid,
    ended,
    stop: async () => {
      if (end === null) {
        child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
        await ended;
        clearTimeout(timer);
      }
      await rm(command.pidFile, { force: true });
    },
  };
}

/** Asks again and again until the service answers. Throws ServiceStartError when it ends or takes longer than `patienceMs`. */
export async function untilAnswering(
  command: ServiceCommand,
  running: ServiceProcess,
  patienceMs: number,
  ask: () => Promise<boolean>,
): Promise<void> {
  let end: string | null = null;
  void running.ended.then((how) => {
    end = how;
  });
  const limit = performance.now() + patienceMs;
  while (!(await ask())) {
    if (end !== null) throw new ServiceStartError(command.service, end, await tailOf(command.logFile));
    if (performance.now() > limit) {
      await running.stop();
      throw new ServiceStartError(command.service, `no answer within ${patienceMs / 1000} s`, await tailOf(command.logFile));
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
