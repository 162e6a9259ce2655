import type { ReferralRow } from '../../../contract/referrals.ts';
import { HOUR } from '../i18n/dates.ts';

export type LevelCode = ReferralRow['level'];

/** Strongest first (rules.md §2.1). */
export const LEVELS: readonly LevelCode[] = [
  'emergency',
  'urgent_24h',
  'priority_3d',
  'standard_7d',
  'outside_handover',
  'information_only',
];

/** She asked for a person. Who lives outside is handed over unasked. */
export const wantsPerson = ({ outcome, level }: Pick<ReferralRow, 'outcome' | 'level'>): boolean =>
  outcome === 'handover' && level !== 'outside_handover';

/** A breach is shown this long before it happens. */
export const SOON = 4 * HOUR;

export interface NextDeadline {
  readonly what: 'accept' | 'contact' | 'visit';
  readonly at: string;
}

export const waitsForYes = (row: Pick<ReferralRow, 'status'>): boolean => row.status === 'submitted' || row.status === 'assigned';

/** The deadline that counts now: to be accepted first, then to be visited. Null when nothing is due. */
export function nextDeadline(row: Pick<ReferralRow, 'status' | 'deadlines'>): NextDeadline | null {
  const { acceptBy, contactBy, visitBy } = row.deadlines;
  if (waitsForYes(row)) {
    if (acceptBy) return { what: 'accept', at: acceptBy };
    return contactBy ? { what: 'contact', at: contactBy } : null;
  }
  if (row.status !== 'accepted') return null;
  return visitBy ? { what: 'visit', at: visitBy } : null;
}

export type Urgency = 'overdue' | 'soon' | 'calm';

export function urgencyOf(at: string, now: number): Urgency {
  const left = Date.parse(at) - now;
  if (left < 0) return 'overdue';
  return left <= SOON ? 'soon' : 'calm';
}

/** A referral that moved between two pages while they were fetched comes twice: its newer version stays. */
export function onceEach(rows: readonly ReferralRow[]): ReferralRow[] {
  const newest = new Map<string, ReferralRow>();
  for (const row of rows) {
    if ((newest.get(row.id)?.version ?? -1) <= row.version) newest.set(row.id, row);
  }
  return [...newest.values()];
}
