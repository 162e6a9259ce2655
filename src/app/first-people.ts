import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Organisations, readRegion } from '../organisations/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { NewId } from '../platform/ids.ts';
import { parseYaml } from '../platform/yaml-file.ts';
import { type DemoLogin, readablePassword, type Staff } from '../staff/index.ts';

interface FirstPeopleDeps {
  readonly organisations: Organisations;
  readonly staff: Staff;
  readonly clock: Clock;
}

/** The first organisation and its first administrator. */
export interface Owner {
  readonly email: string;
  readonly organisation: string;
}

const DEMO = 'flows/regions/demo.yaml';
/** What a new organisation serves until somebody says otherwise. */
const AREAS = ['namdong', 'incheon_other', 'outside', 'unknown'] as const;

/** The demo organisation on an empty store, and its staff. Returns log-ins that were made now; none on a later start. */
export async function demoPeople(root: string, { organisations, staff, clock }: FirstPeopleDeps): Promise<readonly DemoLogin[]> {
  const region = readRegion(parseYaml(DEMO, readFileSync(join(root, DEMO), 'utf8')));
  if (await organisations.none()) await organisations.save(region.organisation, clock.now());
  return (await staff.seedDemo(region.staff)) ?? [];
}

/** An organisation and its first administrator on an empty store; null on any other. */
export async function firstOwner(
  { email, organisation }: Owner,
  { organisations, staff, clock, newId }: FirstPeopleDeps & { readonly newId: NewId },
): Promise<readonly DemoLogin[] | null> {
  if (!(await organisations.none())) return null;
  const id = `org-${newId().slice(0, 8)}`;
  await organisations.save({ id, name: organisation, demo: false, areas: [...AREAS] }, clock.now());
  const password = readablePassword();
  await staff.createMember({
    name: email,
    email,
    role: 'administrator',
    locale: 'ko',
    languages: ['ko'],
    districts: [],
    organisationId: id,
    password,
    demo: false,
  });
  return [{ name: email, email, role: 'administrator', password }];
}
