import type { Saver } from '../../../contract/staff.ts';

export interface FittingSaver {
  readonly saver: Saver;
  readonly speaks: boolean;
  readonly near: boolean;
}

/** Savers who speak the family's language first, then those of its district, then by name. */
export function fittingSavers(
  savers: readonly Saver[],
  family: { readonly lang: string; readonly district: string | null },
): FittingSaver[] {
  const rank = ({ speaks, near }: FittingSaver): number => (speaks ? 2 : 0) + (near ? 1 : 0);
  return savers
    .map((saver) => ({
      saver,
      speaks: saver.languages.includes(family.lang),
      near: family.district !== null && saver.districts.includes(family.district),
    }))
    .sort((a, b) => rank(b) - rank(a) || a.saver.name.localeCompare(b.saver.name, 'ko'));
}
