import type { StaffMember } from '../staff/index.ts';

export interface Candidate {
  readonly member: StaffMember;
  /** Open referrals that this person has now. */
  readonly load: number;
}

export interface Assignment {
  readonly staffId: string;
  /** Why this person, as codes. */
  readonly why: readonly string[];
}

/** Keeps those that fit best: the first test that somebody passes decides. */
function best(
  candidates: readonly Candidate[],
  tests: readonly { readonly why: string; readonly fits: (one: Candidate) => boolean }[],
): { readonly left: readonly Candidate[]; readonly why: string } {
  for (const { why, fits } of tests) {
    const left = candidates.filter(fits);
    if (left.length > 0) return { left, why };
  }
  return { left: candidates, why: '' };
}

/**
 * Who gets a referral: by area, then by language, then by load; among equals the lowest id, so that the choice can be
 * explained and repeated. Null without candidates.
 */
export function assign(
  candidates: readonly Candidate[],
  { district, lang }: { readonly district: string | null; readonly lang: string },
): Assignment | null {
  const byArea = best(candidates, [
    { why: 'district', fits: ({ member }) => district !== null && member.districts.includes(district) },
    { why: 'all_districts', fits: ({ member }) => member.districts.length === 0 },
    { why: 'other_district', fits: () => true },
  ]);
  const byLanguage = best(byArea.left, [
    { why: 'language', fits: ({ member }) => member.languages.includes(lang) },
    { why: 'needs_interpreter', fits: () => true },
  ]);
  const [first] = byLanguage.left.toSorted((a, b) => a.load - b.load || (a.member.id < b.member.id ? -1 : 1));
  return first ? { staffId: first.member.id, why: [byArea.why, byLanguage.why, `load:${first.load}`] } : null;
}
