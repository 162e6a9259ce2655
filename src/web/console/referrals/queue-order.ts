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

const instant = (at: string | null): number => (at ? Date.parse(at) : Number.POSITIVE_INFINITY);

/** A referral that moved between two pages while they were fetched comes twice: its newer version stays. */
export function onceEach(rows: readonly ReferralRow[]): ReferralRow[] {
  const newest = new Map<string, ReferralRow>();
  for (const row of rows) {
    if ((newest.get(row.id)?.version ?? -1) <= row.version) newest.set(row.id, row);
  }
  return [...newest.values()];
}

/**
 * Emergencies that nobody accepted yet, then the nearest deadline of what waits to be accepted, then what was accepted,
 * then what is finished. At the same deadline the stronger level, then who waited longest.
 */
export function inOrder(rows: readonly ReferralRow[]): ReferralRow[] {
  const rank = (row: ReferralRow): readonly number[] => [
    row.status === 'declined' || row.status === 'withdrawn' ? 1 : 0,
    waitsForYes(row) ? 0 : 1,
    waitsForYes(row) && row.level === 'emergency' ? 0 : 1,
    instant(nextDeadline(row)?.at ?? null),
    LEVELS.indexOf(row.level),
    Date.parse(row.submittedAt),
  ];
  return [...rows].sort((a, b) => {
    const left = rank(a);
    const right = rank(b);
    const place = left.findIndex((value, index) => value !== right[index]);
    return place < 0 ? 0 : (left[place] ?? 0) - (right[place] ?? 0);
  });
}

export interface QueueFilter {
  readonly scope: 'open' | 'all';
  readonly levels: readonly LevelCode[];
  readonly mine: boolean;
}

/** Reads the filter from the address, so that a view can be kept as a bookmark and sent to a colleague. */
export function filterOf(search: URLSearchParams): QueueFilter {
  const wanted = (search.get('level') ?? '').split(',');
  return {
    scope: search.get('status') === 'all' ? 'all' : 'open',
    levels: LEVELS.filter((level) => wanted.includes(level)),
    mine: search.get('mine') === '1',
  };
}

/** The address of a filter; presets are left out. */
export function searchOf(filter: QueueFilter): URLSearchParams {
  return new URLSearchParams({
    ...(filter.scope === 'all' ? { status: 'all' } : {}),
    ...(filter.levels.length > 0 ? { level: filter.levels.join(',') } : {}),
    ...(filter.mine ? { mine: '1' } : {}),
  });
}

export const passes = (row: ReferralRow, filter: QueueFilter, me: string): boolean =>
  (filter.levels.length === 0 || filter.levels.includes(row.level)) && (!filter.mine || row.assignedTo?.id === me);
