import type { Redis } from 'ioredis';
import type { Db } from 'mongodb';
import { engineOf } from '../app/engine.ts';
import type { Content } from '../content.ts';
import { consentRecorded } from '../families/consents.verify.ts';
import { buriedMessages, erasureCheck } from '../families/erasure.verify.ts';
import { createFamilies, ForgottenError } from '../families/index.ts';
import { effectsCheck } from '../inbox/effects.verify.ts';
import type { Witness } from '../inbox/index.ts';
import { placesCheck } from '../inbox/places.verify.ts';
import { firstEvent, turnsCheck } from '../inbox/turns.verify.ts';
import { deliveriesCheck, deliveryLinks } from '../messages/deliveries.verify.ts';
import { newCaseCode } from '../platform/ids.ts';
import type { Check, Patience } from '../platform/invariant.ts';
import type { Keys } from '../platform/keyring.store.ts';
import { type SealedField, secretsCheck } from '../platform/secrets.verify.ts';
import { createLocalAlerts } from '../platform/local-alerts.ts';
import { referralChanges, referralLinks, referralsCheck, referralWitnesses } from '../referrals/referrals.verify.ts';
import { unsavedAlertsCheck } from '../referrals/unsaved-alerts.verify.ts';
import { auditCheck, entryTimes } from '../staff/audit.verify.ts';
import { createMembers } from '../staff/members.store.ts';
import { VISIT_VERSIONS, visitChanges, visitLinks, visitsCheck } from '../visits/visits.verify.ts';

export interface ChecksOptions {
  readonly db: Db;
  readonly redis: Redis | null;
  readonly keys: Keys;
  readonly content: Content;
  /** Business time. */
  readonly now: Date;
  /** Workers run on this database. */
  readonly isLive: boolean;
  readonly patience: Patience;
  readonly canaries: readonly string[];
  /** Alerts of this machine that wait for the database. */
  readonly local: { readonly folder: string; readonly masterKey: string };
  /** Files and folders that are searched for canaries. */
  readonly paths: readonly string[];
}

const SEALED: readonly SealedField[] = [
  { collection: 'turns', field: 'sealed' },
  { collection: 'persons', field: 'profile' },
  { collection: 'person_keys', field: 'wrapped' },
  { collection: 'consents', field: 'detail' },
  { collection: 'tombstones', field: 'farewell.sealed' },
  { collection: 'referrals', field: 'content' },
  { collection: 'referrals', field: 'notes.sealed' },
  { collection: 'referrals', field: 'history.reason' },
  { collection: 'alerts', field: 'handle' },
];

/** About staff and partners, in clear on purpose. */
const OPEN = ['staff_members', 'staff_users', 'staff_accounts', 'staff_sessions', 'staff_verifications', 'organisations'];

/** All checks of all slices, each with what it may ask of the others. */
export function createChecks({ db, redis, keys, content, now, isLive, patience, local, canaries, paths }: ChecksOptions): readonly Check[] {
  const { program } = content;
  const families = createFamilies({ db, keys, newCaseCode, consentTextHash: () => '' });
  const { dataKey, consentsOf } = families;
  const { directory } = createMembers(db);
  const times = entryTimes(db);
  const eventTime = firstEvent({ db, dataKey });
  const recorded = consentRecorded(db);

  const consentWitness: Witness = {
    invariant: 'INV3',
    type: 'consent_recorded',
    async missing({ effectId, conversation, seq }) {
      if (await recorded(effectId)) return null;
      return {
        where: `turns ${conversation} ${seq}`,
        what: 'the consent that it records is not there',
        repair: 'restore this consent from a backup; until then count it as not given',
      };
    },
  };

  return [
    placesCheck({ db, patience, buried: buriedMessages(db, keys.hmac) }),
    turnsCheck({ db, engine: engineOf(content), dataKey, patience, witnesses: [consentWitness, ...referralWitnesses(db, keys.hmac)] }),
    effectsCheck({ db, patience }),
    referralsCheck({ db, patience, now, isLive }),
    unsavedAlertsCheck({ local: createLocalAlerts(local.folder, local.masterKey), patience }),
    deliveriesCheck({
      db,
      quietHours: program.book.quietHours,
      consentsOf,
      versionsOf: async ({ type, id }) => (type === 'visit' ? times('visit', id, VISIT_VERSIONS) : null),
      async quietSince(personId, conversation) {
        try {
          return (await families.profileOf(personId)).quiet ? await eventTime(conversation, 'quiet_mode_entered') : null;
        } catch (error) {
          if (error instanceof ForgottenError) return null; // erased meanwhile
          throw error;
        }
      },
    }),
    visitsCheck({
      db,
      now,
      async savers(id, organisationId) {
        const member = await directory.byId(id);
        return member?.active && member.role === 'saver' && member.organisationId === organisationId ? member : null;
      },
    }),
    auditCheck({ db, patience, audited: [...referralChanges, ...visitChanges] }),
    secretsCheck({ db, redis, paths, canaries, sealed: SEALED, open: (name) => OPEN.includes(name) }),
    erasureCheck({ db, hmac: keys.hmac, patience, links: [...referralLinks, ...deliveryLinks, ...visitLinks] }),
  ];
}
