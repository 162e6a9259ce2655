// Child processes of the set-up steps: progress on standard error, Ctrl-C ends them in order.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const HEARTBEAT_MS = 10_000;

/** A line for the person who waits. Standard output is for results. */
export const say = (line) => {
  process.stderr.write(`${line}\n`);
};

/** A step of the set-up failed; the message is for people, the reason was printed by the step itself. */
export class SetupError extends Error {}

/**
 * Runs a command to its end, what it prints going to standard error, and answers its exit code. When this process is told
 * to end, the command is ended first and this process with it.
 *
 * @param options.what Said every ten seconds while it runs, when nobody sees a moving progress bar.
 * @param options.started Told the process id.
 * @param options.quiet Keeps the output, to be printed only when the command fails.
 */
export function runStep(file, args, { cwd, env = process.env, what, started, quiet = false }) {
  return new Promise((resolve) => {
    const since = Date.now();
    const child = spawn(file, args, { cwd, env, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2] });
    if (started && child.pid) started(child.pid);
    const kept = [];
    if (quiet) for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => kept.push(chunk));
    const heartbeat = setInterval(() => {
      if (what && !process.stderr.isTTY) say(`  still ${what}, ${Math.round((Date.now() - since) / 1000)} s …`);
    }, HEARTBEAT_MS);
    let told = null;
    const pass = (signal) => {
      told = signal;
      child.kill('SIGTERM');
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
    const end = (code) => {
      clearInterval(heartbeat);
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, pass);
      if (told !== null) process.exit(128 + constants.signals[told]);
      if (code !== 0) for (const chunk of kept) process.stderr.write(chunk);
      resolve(code);
    };
    child.once('error', (error) => {
      say(`${file}: ${error.message}`);
      end(127);
    });
    child.once('close', (code, signal) => end(code ?? 128 + constants.signals[signal]));
  });
}
