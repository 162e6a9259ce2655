import { betterAuth } from 'better-auth';
import { mongodbAdapter } from 'better-auth/adapters/mongodb';
import type { Db, MongoClient } from 'mongodb';
import type { Log } from '../platform/log.ts';
import type { CollectionIndexes } from '../platform/mongo.ts';

/** Collections of better-auth, under names of ours. */
const COLLECTIONS = {
  user: 'staff_users',
  session: 'staff_sessions',
  account: 'staff_accounts',
  verification: 'staff_verifications',
} as const;

export const authIndexes: readonly CollectionIndexes[] = [
  { collection: COLLECTIONS.user, indexes: [{ key: { email: 1 }, unique: true }] },
  {
    collection: COLLECTIONS.session,
    indexes: [{ key: { token: 1 }, unique: true }, { key: { userId: 1 } }, { key: { expiresAt: 1 }, expireAfterSeconds: 0 }],
  },
  { collection: COLLECTIONS.account, indexes: [{ key: { userId: 1 } }] },
  { collection: COLLECTIONS.verification, indexes: [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }] },
];

/** A session ends this long after its last use. */
const IDLE_SECONDS = 2 * 3_600;
const RENEWED_EVERY_SECONDS = 300;
export const MIN_PASSWORD = 12;

export interface AuthDeps {
  readonly db: Db;
  readonly client: MongoClient;
  readonly baseUrl: string;
  /** Signs the cookies; at least 32 characters. */
  readonly secret: string;
  readonly secureCookies: boolean;
  readonly log: Log;
}

export type Auth = ReturnType<typeof createAuth>;

/**
 * Passwords (scrypt) and sessions by better-auth. Its routes are not mounted: ours call it (`sign-in.routes.ts`), because
 * ours check origins, slow down guesses and answer with problem documents.
 */
export function createAuth({ db, client, baseUrl, secret, secureCookies, log }: AuthDeps) {
  return betterAuth({
    appName: 'First Step',
    baseURL: baseUrl,
    basePath: '/api/auth',
    secret,
    database: mongodbAdapter(db, { client }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: MIN_PASSWORD, maxPasswordLength: 200 },
    user: { modelName: COLLECTIONS.user },
    session: { modelName: COLLECTIONS.session, expiresIn: IDLE_SECONDS, updateAge: RENEWED_EVERY_SECONDS, cookieCache: { enabled: false } },
    account: { modelName: COLLECTIONS.account },
    verification: { modelName: COLLECTIONS.verification },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      cookiePrefix: 'firststep',
      useSecureCookies: secureCookies,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'strict', path: '/', secure: secureCookies },
      // Origins are checked by `same-origin.ts` for all of `/api`, by the host that was asked.
      disableCSRFCheck: true,
      disableOriginCheck: true,
    },
    // Its texts may quote an e-mail address: only that something happened is kept.
    logger: { level: 'warn', log: (level) => log.warn('sign_in_trouble', { kind: level }) },
  });
}
