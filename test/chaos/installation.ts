import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { obtain } from '../../src/platform/services/binary.ts';
import { cacheFolder } from '../../src/platform/services/cache.ts';
import { mongodCommand } from '../../src/platform/services/mongod.ts';
import { mongodWays, refuseMongod } from '../../src/platform/services/mongo-binary.ts';
import { freePort } from '../../src/platform/services/ports.ts';
import { redisWays, refuseRedis } from '../../src/platform/services/redis-binary.ts';
import { redisUrl, startRedisServer } from '../../src/platform/services/redis-server.ts';
import { startProcess, untilAnswering } from '../../src/platform/services/service-process.ts';
import { keep, type Member, type Started } from './member.ts';
import { answers, initiate, untilPrimary, urlOf } from './replica-set.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const SWEEPER = fileURLToPath(new URL('./sweeper.mjs', import.meta.url));
const PATIENCE_MS = 90_000;

/** A First Step as a centre with several computers runs it: two of each process, three databases, one Redis. */
export interface Installation {
  readonly mongoUrl: string;
  readonly mongoPorts: readonly number[];
  readonly redisUrl: string;
  readonly masterKey: string;
  /** Settings for a command of the product on this installation. */
  readonly env: NodeJS.ProcessEnv;
  readonly servePorts: readonly number[];
  readonly serve: readonly Member[];
  readonly work: readonly Member[];
  readonly mongods: readonly Member[];
  readonly redis: Member;
  readonly members: readonly Member[];
  /** Starts the processes of the product, once the database is prepared. */
  startApps(): Promise<void>;
  /** Lets a process write no file any further, as on a full disk; false where the system has no such limit. */
  fillDisk(pid: number): Promise<boolean>;
  /** Ends all, and removes all that it wrote. */
  remove(): Promise<void>;
}

const freePorts = async (count: number): Promise<number[]> => {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
};

/** @param logs Folder that gets the logs of all processes before they are removed; null: nobody wants them. */
export async function createInstallation(
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
  logs: string | null = null,
): Promise<Installation> {
  const cache = cacheFolder(env);
  const waysOf = { env, cache, progress: say };
  const mongod = await obtain('MongoDB', [], mongodWays({ ...waysOf, refuse: refuseMongod(null) }));
  const redisServer = await obtain('Redis', [], redisWays({ ...waysOf, refuse: refuseRedis(null) }));

  const folder = await mkdtemp(join(tmpdir(), 'firststep-chaos-'));
  const sweeper = spawn(process.execPath, [SWEEPER], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
  const tellSweeper = (line: string): void => void sweeper.stdin.write(`${line}\n`);
  tellSweeper(`folder ${folder}`);
  const known = ({ pid, ended }: Started): void => {
    tellSweeper(`start ${pid}`);
    void ended.then(() => tellSweeper(`end ${pid}`));
  };

  const [redisPort = 0, serveA = 0, serveB = 0, ...mongoPorts] = await freePorts(6);
  const servePorts = [serveA, serveB];
  const mongoUrl = urlOf(mongoPorts);
  const masterKey = newMasterKey();
  const settings: NodeJS.ProcessEnv = {
    PATH: env['PATH'],
    HOME: env['HOME'],
    MONGODB_URL: mongoUrl,
    REDIS_URL: redisUrl(redisPort),
    FIRSTSTEP_MASTER_KEY: masterKey,
    FIRSTSTEP_CLOCK: 'test',
    FIRSTSTEP_DATA: join(folder, 'data'),
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
  };

  const mongods = mongoPorts.map((port, i) => {
    const plain = mongodCommand({ path: mongod.path, data: join(folder, `mongo-${i}`), port, cacheGb: 0.5 });
    // A full disk shall reach it as a failed write, not as a signal.
    const command = { ...plain, path: '/bin/sh', args: ['-c', 'trap "" XFSZ; exec "$0" "$@"', plain.path, ...plain.args] };
    return keep({
      name: `mongod ${i + 1}`,
      say,
      async start() {
        await mkdir(command.mark, { recursive: true, mode: 0o700 });
        const started = await startProcess(command);
        known(started);
        await untilAnswering(command, started, PATIENCE_MS, () => answers(port));
        return started;
      },
    });
  });
  const redis = keep({
    name: 'redis',
    say,
    async start() {
      const started = await startRedisServer({ path: redisServer.path, data: join(folder, 'redis'), port: redisPort });
      known(started);
      return started;
    },
  });

  const startApp = async (role: 'serve' | 'work', index: number, port: number): Promise<Started> => {
    const log = await open(join(folder, `${role}-${index + 1}.log`), 'a');
    let child: ChildProcess;
    try {
      child = spawn(process.execPath, [MAIN, role], {
        stdio: ['ignore', 'pipe', log.fd],
        env: { ...settings, PORT: String(port) },
        detached: true,
      });
      await once(child, 'spawn');
    } finally {
      await log.close();
    }
    const ended = once(child, 'exit').then(([code, signal]) =>
      signal === null ? `exit code ${String(code)}` : `ended by ${String(signal)}`,
    );
    const started = { pid: child.pid ?? 0, ended };
    known(started);
    const ready = new Promise<void>((resolve) => {
      if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => line === 'ready' && resolve());
    });
    const early = await Promise.race([ready.then(() => null), ended]);
    if (early !== null) throw new Error(early);
    return started;
  };

  let serve: Member[] = [];
  let work: Member[] = [];
  await Promise.all([...mongods, redis].map((member) => member.up()));
  await initiate(mongoPorts);
  if ((await untilPrimary(mongoPorts, PATIENCE_MS)) === null) throw new Error('the replica set found no primary');

  return {
    mongoUrl,
    mongoPorts,
    redisUrl: redisUrl(redisPort),
    masterKey,
    env: settings,
    servePorts,
    mongods,
    redis,
    get serve() {
      return serve;
    },
    get work() {
      return work;
    },
    get members() {
      return [...serve, ...work, redis, ...mongods];
    },
    async startApps() {
      serve = servePorts.map((port, i) => keep({ name: `serve ${i + 1}`, say, start: () => startApp('serve', i, port) }));
      work = [0, 1].map((i) => keep({ name: `work ${i + 1}`, say, start: () => startApp('work', i, 0) }));
      await Promise.all([...serve, ...work].map((member) => member.up()));
    },
    async fillDisk(pid) {
      // A file that is longer already cannot grow any more.
      return promisify(execFile)('prlimit', ['--pid', String(pid), '--fsize=4096']).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return false;
          throw error;
        },
      );
    },
    async remove() {
      await Promise.all([...serve, ...work].map((member) => member.end()));
      await Promise.all([redis, ...mongods].map((member) => member.end()));
      if (logs !== null) await cp(folder, logs, { recursive: true, filter: (path) => !/\/(mongo|redis)$/.test(path) });
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
      sweeper.stdin.end();
      await once(sweeper, 'exit');
    },
  };
}
