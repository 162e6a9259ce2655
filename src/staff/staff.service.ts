import { Router } from 'express';
import type { Db, MongoClient } from 'mongodb';
import { Me, type StaffRole } from '../contract/staff.ts';
import type { Clock } from '../platform/clock.ts';
import { createLeases } from '../platform/lease.ts';
import type { Log } from '../platform/log.ts';
import type { CollectionIndexes } from '../platform/mongo.ts';
import { apiRoute } from './api.ts';
import { createAccounts, type NewMember } from './accounts.service.ts';
import { auditIndexes, createAudit } from './audit.store.ts';
import { authIndexes, createAuth } from './auth.ts';
import { readablePassword } from './demo-staff.ts';
import { createMembers, memberIndexes } from './members.store.ts';
import { sameOrigin } from './same-origin.ts';
import { createSessions } from './sessions.ts';
import { signInRoutes } from './sign-in.routes.ts';
import { createSignInTries, signInTriesIndexes } from './sign-in-tries.store.ts';

export const staffIndexes: readonly CollectionIndexes[] = [
  memberIndexes,
  signInTriesIndexes,
  auditIndexes,
  ...authIndexes,
  { collection: 'seeds', indexes: [] },
];

export interface StaffDeps {
  readonly db: Db;
  readonly client: MongoClient;
  /** Address of this installation, such as `https://firststep.example`. */
  readonly baseUrl: string;
  /** Signs cookies and hashes; at least 32 characters. */
  readonly secret: string;
  readonly clock: Clock;
  readonly log: Log;
  /** True behind TLS: cookies are then sent over TLS only. */
  readonly secureCookies: boolean;
  /** Name of an organisation, for `/api/me`. */
  readonly organisationName: (id: string) => Promise<string | null>;
}

/** A log-in of the demo, shown once. */
export interface DemoLogin {
  readonly name: string;
  readonly email: string;
  readonly role: StaffRole;
  readonly password: string;
}

export type Staff = ReturnType<typeof createStaff>;

/** Sign-in, roles, the directory and the audit chain. */
export function createStaff({ db, client, baseUrl, secret, clock, log, secureCookies, organisationName }: StaffDeps) {
  const auth = createAuth({ db, client, baseUrl, secret, secureCookies, log });
  const members = createMembers(db);
  const { directory } = members;
  const audit = createAudit(db, clock);
  const accounts = createAccounts(auth, members);
  const sessions = createSessions(auth, directory);
  const tries = createSignInTries(db, secret);
  const seeds = db.collection<{ readonly _id: string; readonly at: Date }>('seeds');

  const router = Router();
  router.use('/api', sameOrigin);
  router.use(signInRoutes({ auth, directory, sessions, tries, audit, log }));
  const me = apiRoute({
    method: 'get',
    path: '/api/me',
    tag: 'Staff',
    does: 'Who is signed in.',
    access: 'signed_in',
    answer: Me,
    async run({ staff: { id, name, email, role, organisationId, locale } }) {
      const [organisation, demo] = await Promise.all([organisationName(organisationId), members.isDemo(id)]);
      return { id, name, email, role, organisation: organisation ?? organisationId, locale, demo };
    },
  });

  const seed = async (people: readonly Omit<NewMember, 'password'>[], reset: boolean): Promise<readonly DemoLogin[] | null> => {
    if (await members.anyReal()) return null;
    // The mark is written last: a seed that was cut off is done again, with new passwords.
    if (!reset && (await seeds.findOne({ _id: 'demo-staff' }))) return null;
    const logins: DemoLogin[] = [];
    for (const person of people) {
      const password = readablePassword();
      const { name, email, role } = await accounts.create({ ...person, password, demo: true });
      logins.push({ name, email, role, password });
    }
    await seeds.updateOne({ _id: 'demo-staff' }, { $set: { at: clock.now() } }, { upsert: true });
    return logins;
  };

  return {
    /** Signing in and out, and the check of origins for all of `/api`: mounted first. */
    router,
    /** What is behind a sign-in. */
    routes: [me],
    signedIn: sessions.signedIn,
    requireRole: sessions.requireRole,
    /** Whose request this is, without answering it: for streams that stay open. */
    readSession: sessions.read,
    directory,
    audit,
    /** Makes or renews an account. There is no sign-up. */
    createMember: accounts.create,
    deactivate: accounts.deactivate,
    /**
     * Makes the demo's staff on a store where nobody else works. Returns their log-ins once; null when there is nothing to
     * make (any more). `reset` gives all of them new passwords.
     */
    seedDemo: (
      people: readonly Omit<NewMember, 'password'>[],
      options: { readonly reset?: boolean } = {},
    ): Promise<readonly DemoLogin[] | null> => createLeases(db, log).run('seed-demo-staff', () => seed(people, options.reset ?? false)),
  };
}
