import type { Db, MongoClient } from 'mongodb';
import { createOrganisations, organisationsIndexes } from '../../src/organisations/index.ts';
import { openKeys } from '../../src/platform/keyring.store.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLog } from '../../src/platform/log.ts';
import { ensureIndexes } from '../../src/platform/mongo.ts';
import { createStaff, readablePassword, type StaffMember, staffIndexes } from '../../src/staff/index.ts';
import type { Login } from './desk.ts';

const ORGANISATION = 'chaos-centre';
const PEOPLE = { administrator: 1, supervisor: 1, case_manager: 4, saver: 24 } as const;

export interface Colleague extends Login {
  readonly id: string;
  readonly role: StaffMember['role'];
}

/** Makes the one organisation and its staff on an empty store. Nobody here exists. */
export async function makeStaff(db: Db, client: MongoClient, masterKey: string, now: Date): Promise<readonly Colleague[]> {
  await ensureIndexes(db, [...staffIndexes, ...organisationsIndexes], silentLog);
  const keys = await openKeys(db, masterKey);
  const organisations = createOrganisations(db);
  await organisations.save(
    { id: ORGANISATION, name: 'Chaos', demo: false, areas: ['namdong', 'incheon_other', 'outside', 'unknown'] },
    now,
  );
  const staff = createStaff({
    db,
    client,
    baseUrl: 'http://127.0.0.1',
    secret: keys.hmac.digest('staff_session'),
    clock: systemClock,
    log: silentLog,
    secureCookies: false,
    organisationName: organisations.nameOf,
  });
  const made: Colleague[] = [];
  for (const [role, count] of Object.entries(PEOPLE) as [keyof typeof PEOPLE, number][]) {
    for (let i = 0; i < count; i += 1) {
      const password = readablePassword();
      const email = `${role}-${i + 1}@chaos.example`;
      const member = await staff.createMember({
        name: `${role} ${i + 1}`,
        email,
        role,
        locale: 'ko',
        languages: ['ko', 'en'],
        districts: [],
        organisationId: ORGANISATION,
        password,
      });
      made.push({ id: member.id, role, email, password });
    }
  }
  return made;
}
