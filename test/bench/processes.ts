import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startServices } from '../../src/platform/services/index.ts';
import { freePort } from '../../src/platform/services/ports.ts';
import { ROOT } from '../conversation/program.ts';

/** Clock ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const TICK_US = 10_000;
const RUN_TYPESCRIPT = fileURLToPath(new URL('../inbox/run-typescript.mjs', import.meta.url));

/** What is to be ended when the bench is told to end, the last one first. */
const running = new Set<{ stop(): Promise<void> }>();
let isLeaving = false;

/** Ends it with the bench, whoever ends that. */
function endWithUs<T extends { stop(): Promise<void> }>(one: T): T {
  const kept = {
    ...one,
    async stop() {
      running.delete(kept);
      await one.stop();
    },
  };
  running.add(kept);
  return kept;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (isLeaving) return;
    isLeaving = true;
    void (async () => {
      for (const one of [...running].toReversed()) await one.stop();
      process.exit(130);
    })();
  });
}

/** A process that was started for a bench. */
export interface Child {
  readonly process: ChildProcess;
  /** Lines of its standard output, as they come. */
  readonly lines: AsyncIterable<string>;
  /** SIGTERM, and waits until it is gone. */
  stop(): Promise<void>;
}

/** Arguments that make Node run a TypeScript file beside this one. */
export const typescript = (file: string): string[] => ['--import', RUN_TYPESCRIPT, fileURLToPath(new URL(file, import.meta.url))];

/** Starts Node with these arguments and waits for the line `ready`. Throws with what it said when it ends before. */
export async function startNode(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Child> {
  const { RUN_TYPESCRIPT: _parent, ...inherited } = process.env;
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, NODE_OPTIONS: '', NODE_ENV: 'production', ...env },
  });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    said.push(chunk.toString());
    if (said.length > 50) said.shift();
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<boolean>((resolve) => {
    lines.on('line', (line) => line === 'ready' && resolve(true));
    void ended.then(() => resolve(false));
  });
  const started = endWithUs({
    process: child,
    lines,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  });
  if (await ready) return started;
  await started.stop();
  throw new Error(`${args.at(-1) ?? ''} ended before it was ready:\n${said.join('')}`);
}

/** A `firststep serve` as it is shipped, on an installation that has the demo organisation. */
export interface Serving extends Child {
  readonly port: number;
}

const MAIN = join(ROOT, 'dist/main.js');

/** @param nodeArgs For Node itself, such as `--cpu-prof`. */
export async function startServe(
  services: Pick<BenchServices, 'redisUrl'>,
  mongoUrl: string,
  masterKey: string,
  nodeArgs: readonly string[] = [],
): Promise<Serving> {
  const port = await freePort();
  const env = {
    PORT: String(port),
    HOST: '127.0.0.1',
    MONGODB_URL: mongoUrl,
    REDIS_URL: services.redisUrl,
    FIRSTSTEP_MASTER_KEY: masterKey,
    LOG_LEVEL: 'warn',
  };
  const once = await startNode([MAIN, 'up'], env);
  await once.stop();
  return { ...(await startNode([...nodeArgs, MAIN, 'serve'], env)), port };
}

/** CPU time of another process so far in microseconds; null where the system does not tell. */
export function cpuOf(pid: number): number | null {
  try {
    const [, user, system] = /^\d+ \(.*\) (?:\S+ ){11}(\d+) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return user === undefined || system === undefined ? null : (Number(user) + Number(system)) * TICK_US;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export interface BenchServices {
  readonly mongoUrl: string;
  readonly redisUrl: string;
  stop(): Promise<void>;
}

/** A MongoDB and a Redis of the bench's own, as `npm start` runs them, on a folder that is removed afterwards. */
export async function benchServices(cacheGb = 0.5): Promise<BenchServices> {
  const data = await mkdtemp(join(tmpdir(), 'firststep-bench-'));
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  const services = await startServices({ data, env: process.env, progress, cacheGb });
  return endWithUs({
    mongoUrl: services.mongo.url,
    redisUrl: services.redis.url,
    async stop() {
      await services.stop();
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    },
  });
}

/** The same server, another database. */
export function databaseUrl(mongoUrl: string, name: string): string {
  const url = new URL(mongoUrl);
  url.pathname = `/${name}`;
  return url.href;
}
