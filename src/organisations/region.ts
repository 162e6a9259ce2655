import { z } from 'zod';
import { StaffRole } from '../contract/staff.ts';
import { YamlError, type YamlFile } from '../platform/yaml-file.ts';

const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]{1,60}$/);

export const Organisation = z.strictObject({
  id: Slug,
  name: z.string().min(1).max(100),
  demo: z.boolean(),
  /** Areas of the intake that it takes referrals of. */
  areas: z.array(z.enum(['namdong', 'incheon_other', 'outside', 'unknown'])).min(1),
});
export type Organisation = z.infer<typeof Organisation>;

const Person = z.strictObject({
  name: z.string().min(1).max(100),
  email: z.email().toLowerCase(),
  role: StaffRole,
  locale: z.enum(['ko', 'en']),
  languages: z.array(z.string()).min(1),
  districts: z.array(Slug),
});

/** The form of `flows/regions/*.yaml`. */
export const RegionSource = z.strictObject({ organisation: Organisation, staff: z.array(Person) });

/** A region as data: an organisation and who works there. */
export interface Region {
  readonly organisation: Organisation;
  readonly staff: readonly (z.infer<typeof Person> & { readonly organisationId: string })[];
}

/** Reads one file of `flows/regions/`. Throws `YamlError` naming file and line. */
export function readRegion(file: YamlFile): Region {
  const read = RegionSource.safeParse(file.value);
  if (!read.success) {
    const [issue] = read.error.issues;
    const path = (issue?.path ?? []).filter((part): part is string | number => typeof part !== 'symbol');
    throw new YamlError(file.name, file.lineOf(path), `${path.join('.')}: ${issue?.message ?? 'invalid'}`);
  }
  const { organisation, staff } = read.data;
  return { organisation, staff: staff.map((person) => ({ ...person, organisationId: organisation.id })) };
}
