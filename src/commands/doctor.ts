import { ConfigError, dataFolder, readSettings, type Settings } from '../config.ts';
import { createLog } from '../platform/log.ts';
import { connectMongo, type Mongo } from '../platform/mongo.ts';
import { connectRedis } from '../platform/redis.ts';
import { aboutAddress, aboutCertificate, aboutDisk, aboutMasterKey, aboutNode, type Finding } from './doctor/machine.ts';
import { aboutClock, aboutKeysInUse, aboutMongo, aboutRedis, aboutWaitingAlerts } from './doctor/services.ts';
import { aboutMail } from './doctor/mail.ts';
import { enterInstallation, type Installation, isUnused } from './installation.ts';
import type { RunOptions } from './run.ts';

export interface DoctorOptions extends RunOptions {
  readonly json: boolean;
}

const SIGNS = { good: '✓', advice: '·', wrong: '✗' } as const;

/** Asks one question; an answer that cannot be had is a finding too. */
async function ask(what: string, question: () => Promise<readonly Finding[]> | readonly Finding[]): Promise<readonly Finding[]> {
  try {
    return await question();
  } catch (error) {
    return [
      {
        what,
        state: 'wrong',
        told: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
        fix: 'mend this first, then run doctor again',
      },
    ];
  }
}

async function aboutServices(settings: Settings, { mongoUrl, redisUrl }: Installation): Promise<readonly Finding[]> {
  const redis = connectRedis(redisUrl, 'producer', createLog({ level: 'silent' }));
  let mongo: Mongo | null = null;
  try {
    const found: Finding[] = [];
    found.push(
      ...(await ask('MongoDB', async () => {
        mongo = await connectMongo(mongoUrl, { timeoutMs: 5_000 });
        return aboutMongo(mongo.client);
      })),
    );
    if (mongo !== null) {
      const { client, db } = mongo as Mongo;
      found.push(...(await ask('clock', () => aboutClock(client))), ...(await ask('master key', () => aboutKeysInUse(db, settings))));
      found.push(...(await ask('waiting alerts', () => aboutWaitingAlerts(settings))));
    }
    found.push(...(await ask('Redis', () => aboutRedis(redis))));
    return found;
  } finally {
    redis.disconnect();
    await (mongo as Mongo | null)?.close();
  }
}

async function examine(settings: Settings, options: RunOptions): Promise<readonly Finding[]> {
  const found: Finding[] = [
    ...aboutNode(),
    { what: 'settings', state: 'good', told: 'all can be used', fix: null },
    ...(await ask('master key', () => aboutMasterKey(settings))),
    ...(await ask('address', () => aboutAddress(settings))),
    ...(await ask('certificate', () => aboutCertificate(settings, new Date()))),
    ...(await ask('disk', () => aboutDisk(dataFolder(settings)))),
    ...(await ask('e-mail', () => aboutMail(settings))),
  ];
  if (isUnused(settings)) {
    found.push({ what: 'MongoDB', state: 'advice', told: 'no data yet', fix: 'npm start makes its own; or set MONGODB_URL and REDIS_URL' });
    return found;
  }
  let installation: Installation | null = null;
  found.push(
    ...(await ask('services', async () => {
      installation = await enterInstallation(settings, options.env, options.progress);
      return [];
    })),
  );
  if (installation !== null) {
    try {
      found.push(...(await aboutServices(settings, installation)));
    } finally {
      await (installation as Installation).leave();
    }
  }
  return found;
}

/** Looks at everything that an installation stands on, and says what to mend. Returns the exit code: 1 when something is wrong. */
export async function doctor(options: DoctorOptions): Promise<number> {
  const { env, json, print } = options;
  let found: readonly Finding[];
  try {
    found = await examine(readSettings(env), options);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    found = [...aboutNode(), { what: 'settings', state: 'wrong', told: error.message, fix: '.env.example describes each setting' }];
  }
  const wrong = found.filter(({ state }) => state === 'wrong').length;
  if (json) {
    print(JSON.stringify({ ok: wrong === 0, findings: found }));
    return wrong === 0 ? 0 : 1;
  }
  for (const { what, state, told, fix } of found)
    print(`${SIGNS[state]} ${what}: ${told}${fix === null ? '' : `. ${state === 'wrong' ? 'To do' : 'Better'}: ${fix}`}`);
  print(wrong === 0 ? 'Nothing is wrong.' : `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong.`);
  return wrong === 0 ? 0 : 1;
}
