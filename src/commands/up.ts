import { createFirstStep, type DemoLogin } from '../app.ts';
import { ConfigError, dataFolder, readSettings } from '../config.ts';
import { loadContent } from '../content.ts';
import { assertPortFree } from '../platform/http.ts';
import { createLog } from '../platform/log.ts';
import { startServices } from '../platform/services/index.ts';
import { masterKeyOf } from './master-key.ts';
import type { RunOptions } from './run.ts';
import { stopSignal } from './stop-signals.ts';

export interface UpOptions extends RunOptions {
  /** `none`: no demo organisation. `auto`: one on an empty store, on this machine alone. */
  readonly demo: 'auto' | 'none';
  /** `--demo`: demo staff although other machines can reach this one. */
  readonly demoWanted: boolean;
  /** First administrator of an empty store that is no demo. */
  readonly owner?: { readonly email: string; readonly organisation: string } | undefined;
}

const LOOPBACK = '127.0.0.1';
const isLoopbackHost = (host: string): boolean => host === LOOPBACK || host === 'localhost' || host === '::1';

/** Everything in one process: services, migrations, demo, web server and workers, until a signal. Returns the exit code. */
export async function up(options: UpOptions): Promise<number> {
  const { root, env, print, progress } = options;
  const settings = readSettings(env);
  const demo = options.demo === 'auto';
  const host = settings.HOST ?? (demo ? LOOPBACK : '0.0.0.0');
  if (demo && !options.demoWanted && !isLoopbackHost(host)) {
    throw new ConfigError(
      `HOST is ${host}: other machines could reach demo staff. Start with --no-demo for real work, or with --demo to show it around.`,
    );
  }
  const signal = stopSignal();
  await assertPortFree(settings.PORT, host);
  progress('Reading flows and languages …');
  const content = loadContent(root);
  const services = await startServices({
    data: dataFolder(settings),
    mongoUrl: settings.MONGODB_URL,
    redisUrl: settings.REDIS_URL,
    env,
    progress,
  });
  let code = 0;
  try {
    const masterKey = await masterKeyOf(settings, progress);
    progress('Preparing the database …');
    const firstStep = await createFirstStep({
      settings: { ...settings, HOST: host },
      content,
      root,
      mongoUrl: services.mongo.url,
      redisUrl: services.redis.url,
      masterKey,
      roles: ['serve', 'work'],
      demo,
      owner: options.owner,
      log: createLog({ level: settings.LOG_LEVEL ?? 'warn' }),
    });
    try {
      const [address = ''] = await firstStep.start();
      announce(address, firstStep.logins, demo, print);
      const ended = await Promise.race([signal, services.mongo.gaveUp, services.redis.gaveUp]);
      progress(`${ended}: stopping …`);
      code = ended.startsWith('SIG') ? 0 : 1;
    } finally {
      await firstStep.stop();
    }
  } finally {
    await services.stop();
  }
  progress('Stopped. The data is kept.');
  return code;
}

function announce(address: string, logins: readonly DemoLogin[], demo: boolean, print: (line: string) => void): void {
  print('');
  print(`  Family page    ${address}/`);
  print(`  Staff console  ${address}/console/`);
  if (logins.length > 0) {
    print('');
    print(demo ? '  Demo staff (for trying out only; --no-demo starts without):' : '  First log-in, shown only now:');
    for (const { role, email, password } of logins) print(`    ${role.padEnd(14)} ${email.padEnd(34)} ${password}`);
  }
  print('');
  print('ready');
}
