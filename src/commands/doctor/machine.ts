import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat, statfs } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import { masterKeyFile, type Settings } from '../../config.ts';
import { parseMasterKeys } from '../../platform/keyring.ts';
import { compareVersions } from '../../platform/services/version.ts';

/** What was looked at, how it is, and what to do. `advice` is no fault. */
export interface Finding {
  readonly what: string;
  readonly state: 'good' | 'advice' | 'wrong';
  readonly told: string;
  readonly fix: string | null;
}

export const good = (what: string, told: string): Finding => ({ what, state: 'good', told, fix: null });
export const advice = (what: string, told: string, fix: string): Finding => ({ what, state: 'advice', told, fix });
export const wrong = (what: string, told: string, fix: string): Finding => ({ what, state: 'wrong', told, fix });

const OLDEST_NODE = '20.19.0';
const GB = 1024 ** 3;
/** MongoDB stops taking writes long before a disk is full; below this nobody should wait. */
const LOW_GB = { wrong: 1, advice: 5 } as const;
const DAY_MS = 86_400_000;
const RENEW_DAYS = 21;

export const aboutNode = (version: string = process.versions.node): readonly Finding[] =>
  compareVersions(version, OLDEST_NODE) >= 0
    ? [good('Node.js', version)]
    : [wrong('Node.js', `version ${version}`, `install ${OLDEST_NODE} or later`)];

export async function aboutMasterKey(settings: Settings): Promise<readonly Finding[]> {
  if (settings.FIRSTSTEP_MASTER_KEY !== undefined) {
    const keys = parseMasterKeys(settings.FIRSTSTEP_MASTER_KEY);
    return keys.length === 1
      ? [good('master key', 'set')]
      : [advice('master key', `${keys.length} keys are set`, 'when the change of the key is done, leave only the newest')];
  }
  const path = masterKeyFile(settings);
  if (!existsSync(path)) return [advice('master key', 'none yet', 'npm start makes one; to run a part alone, set FIRSTSTEP_MASTER_KEY')];
  parseMasterKeys((await readFile(path, 'utf8')).trim());
  const { mode } = await stat(path);
  const others = process.platform !== 'win32' && (mode & 0o077) !== 0;
  return [
    others
      ? wrong('master key', `${path} can be read by other users of this machine`, `chmod 600 ${path}`)
      : advice('master key', `kept in ${path}`, 'keep a copy in a safe place: without it nothing can be read'),
  ];
}

export function aboutAddress(settings: Settings): readonly Finding[] {
  const { FIRSTSTEP_URL: url, TLS_CERT, TRUST_PROXY, HOST } = settings;
  if (url?.startsWith('https://')) {
    const ends = TLS_CERT !== undefined || TRUST_PROXY === '1';
    return [
      ends
        ? good('address', url)
        : wrong('address', `${url}, but nothing here ends TLS`, 'set TLS_CERT and TLS_KEY, or TRUST_PROXY=1 behind a proxy that does'),
    ];
  }
  const isLocal = (host: string): boolean => ['localhost', '127.0.0.1', '::1', '[::1]'].includes(host);
  if (url !== undefined && !isLocal(new URL(url).hostname))
    return [
      wrong(
        'address',
        `${url} is not encrypted`,
        'families reach it over the network: use https (the compose file brings Caddy), or TLS_CERT and TLS_KEY',
      ),
    ];
  if (url === undefined && HOST !== undefined && !isLocal(HOST) && TLS_CERT === undefined)
    return [
      wrong('address', `listens on ${HOST} without TLS`, 'set FIRSTSTEP_URL to the https address, with TLS_CERT and TLS_KEY or a proxy'),
    ];
  return [advice('address', url ?? 'this machine alone', 'for real work set FIRSTSTEP_URL to an https address')];
}

export async function aboutCertificate({ TLS_CERT, TLS_KEY, FIRSTSTEP_URL }: Settings, now: Date): Promise<readonly Finding[]> {
  if (TLS_CERT === undefined || TLS_KEY === undefined) return [];
  const certificate = new X509Certificate(await readFile(TLS_CERT));
  await readFile(TLS_KEY);
  const until = new Date(certificate.validTo);
  const days = Math.floor((until.getTime() - now.getTime()) / DAY_MS);
  const host = FIRSTSTEP_URL === undefined ? null : new URL(FIRSTSTEP_URL).hostname;
  const found: Finding[] = [];
  if (days < 0) found.push(wrong('certificate', `ended ${until.toISOString().slice(0, 10)}`, 'renew it: browsers refuse the page'));
  else if (days < RENEW_DAYS) found.push(advice('certificate', `ends in ${days} days`, 'renew it'));
  else found.push(good('certificate', `until ${until.toISOString().slice(0, 10)}`));
  if (host !== null && certificate.checkHost(host) === undefined)
    found.push(wrong('certificate', `is not for ${host}`, 'get one for the host of FIRSTSTEP_URL'));
  return found;
}

export async function aboutDisk(folder: string): Promise<readonly Finding[]> {
  let there = folder;
  while (!existsSync(there) && isAbsolute(there) && dirname(there) !== there) there = dirname(there);
  const { bavail, bsize } = await statfs(there);
  const free = (bavail * bsize) / GB;
  const told = `${free.toFixed(1)} GB free for ${folder}`;
  if (free < LOW_GB.wrong) return [wrong('disk', told, 'make room: without it no message can be stored')];
  return free < LOW_GB.advice ? [advice('disk', told, 'make room soon')] : [good('disk', told)];
}
