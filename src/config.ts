import { join, resolve } from 'node:path';
import { z } from 'zod';
import { parseRedisAddress } from './platform/redis-address.ts';

/** An address or text; an empty one counts as not set, as in a copied `.env.example`. */
const optional = <S extends z.ZodType>(schema: S) => z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const defaulted = <S extends z.ZodType>(schema: S, value: z.input<S>) =>
  z.preprocess((given) => (given === '' || given === undefined ? value : given), schema);

const url = (schemes: readonly string[], example: string) =>
  z
    .string()
    .refine((text) => schemes.some((scheme) => text.startsWith(`${scheme}://`)), { message: `expected an address such as ${example}` });

const redisAddress = z.string().refine((text) => parseRedisAddress(text) !== null, {
  message: 'expected an address such as redis://localhost:6379, or redis://a:6379,b:6379,c:6379 for a cluster',
});

/** All settings, by their names in the environment. `.env.example` lists exactly these. */
export const ConfigSchema = z.object({
  PORT: defaulted(z.coerce.number().int().min(0).max(65_535), 3000).describe('Port that is served'),
  HOST: optional(z.string()).describe('Address that is listened on; 127.0.0.1 with demo staff, else all addresses'),
  FIRSTSTEP_URL: optional(url(['http', 'https'], 'https://firststep.example.org')).describe('Address under which people reach this server'),
  FIRSTSTEP_DATA: defaulted(z.string(), '.firststep').describe('Folder of the data of `npm start`: databases, master key'),
  FIRSTSTEP_CACHE: optional(z.string()).describe('Folder of obtained programs (MongoDB, Redis); the user cache folder when not set'),
  MONGODB_URL: optional(url(['mongodb', 'mongodb+srv'], 'mongodb://localhost:27017/firststep?replicaSet=rs0')).describe(
    'MongoDB replica set; `npm start` runs its own when not set',
  ),
  REDIS_URL: optional(redisAddress).describe(
    'Redis, redis://host:6379; a Redis Cluster, two or more of its nodes: redis://a:6379,b:6379; rediss:// with TLS. `npm start` runs its own when not set',
  ),
  FIRSTSTEP_MASTER_KEY: optional(z.string()).describe(
    'Base64 of 32 random bytes (openssl rand -base64 32) that wraps all data keys; while it is changed: new,old. `npm start` makes one in FIRSTSTEP_DATA',
  ),
  FIRSTSTEP_BACKUP_PASSPHRASE: optional(z.string().min(12)).describe(
    'Passphrase of backups, 12 characters or more; or give `backup` and `restore` a --key-file',
  ),
  SMTP_URL: optional(url(['smtp', 'smtps'], 'smtp://user:password@mail.example.org:587')).describe(
    'Mail server for staff e-mail; none is sent when not set',
  ),
  MAIL_FROM: defaulted(z.string(), 'First Step <noreply@firststep.invalid>').describe('Sender of staff e-mail'),
  TRUST_PROXY: defaulted(z.enum(['0', '1']), '0').describe('1 behind one reverse proxy that sets X-Forwarded-*'),
  TLS_CERT: optional(z.string()).describe('Certificate file (PEM), to serve TLS without a proxy'),
  TLS_KEY: optional(z.string()).describe('Key file (PEM) of TLS_CERT'),
  LOG_LEVEL: optional(z.enum(['debug', 'info', 'warn', 'error', 'silent'])).describe(
    'Least important log lines that are written: debug, info, warn, error or silent; info, and warn with `npm start`',
  ),
  FIRSTSTEP_CLOCK: defaulted(z.enum(['real', 'test']), 'real').describe(
    '`test`: business time is set by PUT /test/clock; refused in production',
  ),
  NODE_ENV: optional(z.enum(['production', 'development', 'test'])).describe('`production` refuses the test clock'),
});

export type Settings = z.output<typeof ConfigSchema>;

/** Names of all settings, in the order in which they are documented. */
export const SETTINGS: readonly string[] = Object.keys(ConfigSchema.shape);

/** A setting that cannot be used. Ends the program with exit code 78. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

/** Reads and checks the settings. Throws `ConfigError` that names each wrong one, what it may be, and never quotes a secret. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const parsed = ConfigSchema.safeParse(env);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`These settings cannot be used:\n${lines.join('\n')}\n.env.example describes each of them.`);
  }
  const settings = parsed.data;
  if (settings.FIRSTSTEP_CLOCK === 'test' && settings.NODE_ENV === 'production') {
    throw new ConfigError('FIRSTSTEP_CLOCK=test is refused with NODE_ENV=production: real families need the real time.');
  }
  if ((settings.TLS_CERT === undefined) !== (settings.TLS_KEY === undefined)) {
    throw new ConfigError('TLS_CERT and TLS_KEY go together: set both, or none.');
  }
  return settings;
}

/** Absolute folder of the data. */
export const dataFolder = (settings: Settings): string => resolve(settings.FIRSTSTEP_DATA);

/** Folder of alerts that wait on this machine's disk while the database is away. */
export const unsavedAlertsFolder = (settings: Settings): string => join(dataFolder(settings), 'unsaved-alerts');

/** File that `npm start` keeps its own master key in. */
export const masterKeyFile = (settings: Settings): string => join(dataFolder(settings), 'master.key');
