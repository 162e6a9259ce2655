import { readFile } from 'node:fs/promises';
import { ConfigError, type Settings } from '../config.ts';

const SHORTEST = 12;

/** Which collections are in which file: data keys are kept apart, so that a copy of the data alone opens nothing. */
export const PARTS = {
  keys: (name: string): boolean => name === 'person_keys' || name === 'service_keys',
  data: (name: string): boolean => name !== 'person_keys' && name !== 'service_keys',
} as const;

/** The file of the data keys that goes with a backup. */
export const keysFileOf = (file: string): string => `${file}.keys`;

/** What opens a backup: a key file, else the passphrase of the settings. Throws `ConfigError`. */
export async function secretOf(settings: Settings, keyFile: string | undefined): Promise<Buffer> {
  if (keyFile === undefined) {
    if (settings.FIRSTSTEP_BACKUP_PASSPHRASE !== undefined) return Buffer.from(settings.FIRSTSTEP_BACKUP_PASSPHRASE.normalize('NFC'));
    throw new ConfigError('A backup is encrypted: set FIRSTSTEP_BACKUP_PASSPHRASE, or name a --key-file (openssl rand -base64 32 > key).');
  }
  const secret = Buffer.from((await readFile(keyFile, 'utf8')).trim());
  if (secret.length < SHORTEST)
    throw new ConfigError(`${keyFile} holds less than ${SHORTEST} bytes: make one with openssl rand -base64 32.`);
  return secret;
}

/** A line now and then for long work: how much is done, and how fast. */
export function counting(progress: (line: string) => void, what: string): (more: number) => void {
  const from = performance.now();
  let count = 0;
  let told = from;
  return (more) => {
    count += more;
    const now = performance.now();
    if (now - told < 2_000) return;
    told = now;
    progress(`${what}: ${count} documents, ${Math.round(count / ((now - from) / 1_000))} a second …`);
  };
}
