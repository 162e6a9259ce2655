import type { Db } from 'mongodb';
import type { Families } from '../families/index.ts';
import type { Assessment, Facts, RuleBook } from '../rules/types.ts';
import { isStronger, type ReferralDocument } from './referral.ts';
import { createSealed } from './sealed.ts';

/** What other rules would make of one referral. Codes only. */
export interface Difference {
  readonly code: string;
  readonly before: Assessment['level'];
  readonly after: Assessment['level'];
  readonly direction: 'stronger' | 'weaker' | 'same';
  readonly reasons: { readonly gained: readonly string[]; readonly lost: readonly string[] };
  readonly services: { readonly gained: readonly string[]; readonly lost: readonly string[] };
  /** Null: the same. */
  readonly outcome: { readonly before: string; readonly after: string } | null;
}

export interface ReplayDeps {
  readonly db: Db;
  readonly families: Pick<Families, 'seal' | 'open'>;
  /** The changed rules. */
  readonly book: Pick<RuleBook, 'assess' | 'safety'>;
  /** The rules in use: tells which S-rules fired on facts, and which her words alone told. */
  readonly present: Pick<RuleBook, 'safety'>;
  readonly isForgotten: (error: unknown) => boolean;
}

const change = (before: readonly string[], after: readonly string[]) => ({
  gained: after.filter((id) => !before.includes(id)),
  lost: before.filter((id) => !after.includes(id)),
});

/** The facts of a referral as these rules would have found them: what fires on facts is heard anew, what only words told stays. */
function assessed(rules: ReplayDeps['book'], facts: Facts, told: readonly string[]): Assessment {
  const safety = [...new Set([...told, ...rules.safety(facts).map(({ id }) => id)])].sort();
  return rules.assess({ ...facts, safety });
}

type Decided = Pick<Assessment, 'level' | 'reasons' | 'services' | 'outcome'>;

/** The difference between two decisions on one case, or null. Pure. */
export function differenceOf(code: string, before: Decided, after: Decided): Difference | null {
  const ids = ({ reasons }: Decided): string[] => reasons.map(({ id }) => id);
  const reasons = change(ids(before), ids(after));
  const services = change(before.services, after.services);
  const outcome = before.outcome === after.outcome ? null : { before: before.outcome, after: after.outcome };
  const isSame =
    before.level === after.level && outcome === null && [reasons, services].every(({ gained, lost }) => gained.length + lost.length === 0);
  if (isSame) return null;
  const stronger = (a: Assessment['level'], b: Assessment['level']): boolean => a !== null && (b === null || isStronger(a, b));
  const direction = stronger(after.level, before.level) ? 'stronger' : stronger(before.level, after.level) ? 'weaker' : 'same';
  return { code, before: before.level, after: after.level, direction, reasons, services, outcome };
}

/**
 * Every referral that still holds its answers, as it was decided and as other rules decide it on the facts of that time. Writes nothing; one referral in memory at a time.
 */
export async function* replayReferrals({
  db,
  families,
  book,
  present,
  isForgotten,
}: ReplayDeps): AsyncIterable<Difference | 'same' | 'unreadable'> {
  const sealed = createSealed(families);
  const referrals = db.collection<ReferralDocument>('referrals', { promoteBuffers: true });
  const fields = { code: 1, personId: 1, content: 1 } as const;
  for await (const referral of referrals.find({ content: { $ne: null } }, { projection: fields, sort: { _id: 1 } })) {
    if (referral.content === null) continue;
    try {
      const content = await sealed.openContent(referral, referral.content);
      const facts = content.facts as Facts;
      const onFacts = present.safety(facts).map(({ id }) => id);
      const told = content.safety.filter((id) => !onFacts.includes(id));
      yield differenceOf(referral.code, content, assessed(book, facts, told)) ?? 'same';
    } catch (error) {
      if (!isForgotten(error)) throw error;
      yield 'unreadable';
    }
  }
}
