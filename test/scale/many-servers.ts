import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { obtain } from '../../src/platform/services/binary.ts';
import { cacheFolder } from '../../src/platform/services/cache.ts';
import { mongodCommand } from '../../src/platform/services/mongod.ts';
import { mongodWays, refuseMongod } from '../../src/platform/services/mongo-binary.ts';
import { freePort } from '../../src/platform/services/ports.ts';
import { redisWays, refuseRedis } from '../../src/platform/services/redis-binary.ts';
import { type ServiceProcess, startProcess, untilAnswering } from '../../src/platform/services/service-process.ts';
import { answers, initiate, untilPrimary, urlOf } from '../chaos/replica-set.ts';
import { ROOT } from '../conversation/program.ts';
import type { Login } from '../e2e/running.ts';
import { type RedisCluster, startRedisCluster } from './redis-cluster.ts';

const PATIENCE_MS = 90_000;
const NODES = 3;
/** No member is away here: a busy machine shall not hold elections. */
const ELECTION_MS = 30_000;
/** What a graceful stop is promised to take at most. */
const STOP_MS = 10_000;
const MAIN = join(ROOT, 'bin/firststep.mjs');
const SWEEPER = fileURLToPath(new URL('../chaos/sweeper.mjs', import.meta.url));
const OTHER_VERSION = fileURLToPath(new URL('./other-version.mjs', import.meta.url));
const LOGIN = /^\s+(case_manager|supervisor|saver|administrator|auditor)\s+(\S+@\S+)\s+(\S+)$/;

/** One process of the product. */
export interface Part {
  readonly url: string;
  readonly serves: boolean;
  /** Of staff that this start made. */
  readonly logins: readonly Login[];
  /** Told to end; who has not ended in ten seconds, as promised, is killed. */
  end(): void;
  /** Exit code, once it has ended; null when it was killed. */
  readonly ended: Promise<number | null>;
}

/** Three MongoDBs as a replica set, three Redis as a cluster, and processes of the product on them. */
export interface ManyServers {
  readonly folder: string;
  readonly mongoUrl: string;
  readonly redis: RedisCluster;
  /** @param root Folder of the flows and languages of another version. */
  start(command: 'up' | 'serve' | 'work', root?: string): Promise<Part>;
  /** Sets the business clock of all; resolves when what became due is on its way. */
  setClock(now: string): Promise<void>;
  /** What `firststep verify` prints; the last line counts. */
  verify(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) found.add(await freePort());
  return [...found];
}

export async function manyServers(): Promise<ManyServers> {
  const ways = { env: process.env, cache: cacheFolder(process.env), progress: (): void => undefined };
  const mongod = await obtain('MongoDB', [], mongodWays({ ...ways, refuse: refuseMongod(null) }));
  const redisServer = await obtain('Redis', [], redisWays({ ...ways, refuse: refuseRedis(null) }));
  const folder = await mkdtemp(join(tmpdir(), 'firststep-scale-'));
  // Ends them also when the test itself is killed.
  const sweeper = spawn(process.execPath, [SWEEPER], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
  sweeper.stdin.write(`folder ${folder}\n`);
  const startSwept: typeof startProcess = async (command) => {
    const started = await startProcess(command);
    sweeper.stdin.write(`start ${started.pid}\n`);
    void started.ended.then(() => sweeper.stdin.write(`end ${started.pid}\n`));
    return started;
  };
  const mongods: ServiceProcess[] = [];
  const parts = new Set<Part>();
  const taken = await freePorts(2 * NODES);
  const [mongoPorts, redisPorts] = [taken.slice(0, NODES), taken.slice(NODES)];

  const startMongod = async (port: number): Promise<void> => {
    const command = mongodCommand({ path: mongod.path, data: join(folder, `mongo-${port}`), port, cacheGb: 0.25 });
    await mkdir(command.mark, { recursive: true });
    const started = await startSwept(command);
    mongods.push(started);
    await untilAnswering(command, started, PATIENCE_MS, () => answers(port));
  };
  const [redis] = await Promise.all([
    startRedisCluster({ path: redisServer.path, folder, ports: redisPorts, startProcess: startSwept }),
    ...mongoPorts.map(startMongod),
  ]);
  await initiate(mongoPorts, ELECTION_MS);
  if ((await untilPrimary(mongoPorts, PATIENCE_MS)) === null) throw new Error('the replica set found no primary');

  const mongoUrl = urlOf(mongoPorts);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_OPTIONS: '',
    NODE_ENV: 'test',
    FIRSTSTEP_CLOCK: 'test',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    FIRSTSTEP_MASTER_KEY: newMasterKey(),
    FIRSTSTEP_DATA: join(folder, 'data'),
    MONGODB_URL: mongoUrl,
    REDIS_URL: redis.url,
  };

  return {
    folder,
    mongoUrl,
    redis,
    async start(command, root) {
      const port = await freePort();
      const child = spawn(process.execPath, root === undefined ? [MAIN, command] : [OTHER_VERSION, command, root], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...env, PORT: String(port) },
      });
      const said: string[] = [];
      const logins: Login[] = [];
      child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      const ready = new Promise<boolean>((resolve) => {
        createInterface({ input: child.stdout }).on('line', (line) => {
          const [, role = '', email = '', password = ''] = LOGIN.exec(line) ?? [];
          if (email !== '') logins.push({ role, email, password });
          if (line === 'ready') resolve(true);
        });
      });
      if (!(await Promise.race([ready, ended.then(() => false)]))) throw new Error(`${command} ended early:\n${said.slice(-30).join('')}`);
      const part: Part = {
        url: `http://127.0.0.1:${port}`,
        serves: command !== 'work',
        logins,
        end() {
          const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
          void ended.then(() => clearTimeout(timer));
          child.kill('SIGTERM');
        },
        ended,
      };
      parts.add(part);
      void ended.then(() => parts.delete(part));
      return part;
    },
    async setClock(now) {
      const [{ url } = { url: '' }] = [...parts].filter(({ serves }) => serves);
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${url}/test/clock`, { method: 'PUT', headers, body: JSON.stringify({ now }) });
      if (!response.ok) throw new Error(`the clock was not set: ${response.status} ${await response.text()}`);
    },
    verify: () =>
      new Promise((resolve) => {
        execFile(process.execPath, [MAIN, 'verify'], { env }, (_error, stdout) => resolve(stdout.trimEnd().split('\n')));
      }),
    async remove() {
      for (const part of parts) part.end();
      await Promise.all([...parts].map(({ ended }) => ended));
      await Promise.all([redis.stop(), ...mongods.map((one) => one.stop())]);
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
      sweeper.stdin.end();
      await once(sweeper, 'exit');
    },
  };
}
