import { createFirstStep } from '../app.ts';
import { ConfigError, readSettings, type Settings } from '../config.ts';
import { loadContent } from '../content.ts';
import { createLog } from '../platform/log.ts';
import { stopSignal } from './stop-signals.ts';

export interface RunOptions {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly print: (line: string) => void;
  readonly progress: (line: string) => void;
}

const NEEDED = ['MONGODB_URL', 'REDIS_URL', 'FIRSTSTEP_MASTER_KEY'] as const;

/** The settings without which a single part cannot run. Throws `ConfigError` that names all missing ones. */
function neededOf(settings: Settings): { mongoUrl: string; redisUrl: string; masterKey: string } {
  const missing = NEEDED.filter((name) => settings[name] === undefined);
  if (missing.length > 0) {
    throw new ConfigError(`${missing.join(', ')} must be set to run a part alone (npm start needs none of them); see .env.example.`);
  }
  return { mongoUrl: settings.MONGODB_URL ?? '', redisUrl: settings.REDIS_URL ?? '', masterKey: settings.FIRSTSTEP_MASTER_KEY ?? '' };
}

/** Runs the web server or the workers alone, on services that somebody else runs, until a signal. Returns the exit code. */
export async function run(role: 'serve' | 'work', { root, env, print, progress }: RunOptions): Promise<number> {
  const settings = readSettings(env);
  const needed = neededOf(settings);
  const signal = stopSignal();
  const log = createLog({ level: settings.LOG_LEVEL ?? 'info' });
  const firstStep = await createFirstStep({ settings, content: loadContent(root), root, ...needed, roles: [role], demo: false, log });
  for (const address of await firstStep.start()) print(`Listening on ${address}`);
  print('ready');
  progress(`${await signal}: stopping …`);
  await firstStep.stop();
  return 0;
}
