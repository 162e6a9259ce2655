import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from '../conversation/program.ts';

export interface Login {
  readonly role: string;
  readonly email: string;
  readonly password: string;
}

/** A First Step as `npm start` runs it, in a process of its own, with a test clock. */
export interface Running {
  readonly url: string;
  readonly logins: readonly Login[];
  readonly process: ChildProcess;
  setClock(now: string): Promise<void>;
  /** Ends it in order; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** A data folder of its own, and First Steps that run on it one after the other. */
export interface Home {
  start(): Promise<Running>;
  /** Removes the data; everything must have ended before. */
  remove(): Promise<void>;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const LOGIN = /^\s+(case_manager|supervisor|saver|administrator|auditor)\s+(\S+@\S+)\s+(\S+)$/;

export async function newHome(root = ROOT): Promise<Home> {
  const data = await mkdtemp(join(tmpdir(), 'firststep-e2e-'));
  const port = await freePort();
  let logins: Login[] = [];
  return {
    async start() {
      const child = spawn(process.execPath, [join(root, 'bin/firststep.mjs'), 'up'], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          NODE_OPTIONS: '',
          NODE_ENV: 'test',
          FIRSTSTEP_CLOCK: 'test',
          FIRSTSTEP_DATA: data,
          PORT: String(port),
          HOST: '127.0.0.1',
        },
      });
      const lines: string[] = [];
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      child.stderr.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
      const fresh: Login[] = [];
      const ready = new Promise<boolean>((resolve) => {
        createInterface({ input: child.stdout }).on('line', (line) => {
          lines.push(line);
          const [, role = '', email = '', password = ''] = LOGIN.exec(line) ?? [];
          if (email !== '') fresh.push({ role, email, password });
          if (line === 'ready') resolve(true);
        });
        void ended.then(() => resolve(false));
      });
      if (!(await ready)) throw new Error(`it ended before it was ready:\n${lines.join('\n')}`);
      if (fresh.length > 0) logins = fresh;
      const url = `http://localhost:${port}`;
      return {
        url,
        logins,
        process: child,
        async setClock(now) {
          const response = await fetch(`${url}/test/clock`, {
            method: 'PUT',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ now }),
          });
          if (!response.ok) throw new Error(`the clock was not set: ${response.status} ${await response.text()}`);
        },
        async stop() {
          child.kill('SIGTERM');
          return ended;
        },
        async kill() {
          child.kill('SIGKILL');
          await ended;
        },
      };
    },
    remove: () => rm(data, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Waits until something holds, asking again and again; throws what was missing after `patienceMs`. */
export async function until<T>(what: string, look: () => Promise<T | null | undefined | false>, patienceMs = 30_000): Promise<T> {
  const from = performance.now();
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() - from > patienceMs) throw new Error(`waited for: ${what}`);
    await pause(20);
  }
}
