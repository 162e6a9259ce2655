import type { Db } from 'mongodb';
import { DateTime } from 'luxon';
import type { ReferralDocument } from '../../src/referrals/referral.ts';
import { type BusinessClock, SEOUL } from './business-clock.ts';
import type { Chance } from './chance.ts';
import type { Desk, Detail, KnownVisit } from './desk.ts';
import { type Family, type Line, look, say } from './family.ts';
import { WITHDRAW } from './script.ts';
import type { Turnstile } from './turnstile.ts';

/** A family whose case staff have taken, and what they were told of it. */
export interface Case {
  readonly family: Family;
  readonly referralId: string;
  readonly visits: Map<string, KnownVisit>;
  decided: 'accepted' | 'declined' | null;
  /** Deliveries that stood on her screen, with how often one look showed the same. */
  readonly seen: Set<string>;
  readonly faults: string[];
}

export interface CaseCounts {
  accepted: number;
  declined: number;
  alerts: number;
  booked: number;
  moved: number;
  cancelled: number;
  withdrawn: number;
  seen: number;
}

export interface CasesDeps {
  readonly db: Db;
  readonly line: Line;
  readonly clock: BusinessClock;
  readonly turnstile: Turnstile;
  /** By staff id. */
  readonly desks: ReadonlyMap<string, Desk>;
  readonly supervisor: Desk;
  readonly savers: readonly string[];
  readonly chance: Chance;
}

const MOVES = ['look', 'look', 'look', 'move', 'move', 'cancel', 'book', 'note', 'withdraw'] as const;
const BOOK_TRIES = 5;

/** What staff do with the cases of a run: one step at a time for each case, each step checked against what they were told. */
export function createCases({ db, line, clock, turnstile, desks, supervisor, savers, chance }: CasesDeps) {
  const counts: CaseCounts = { accepted: 0, declined: 0, alerts: 0, booked: 0, moved: 0, cancelled: 0, withdrawn: 0, seen: 0 };
  const all: Case[] = [];
  const referrals = db.collection<ReferralDocument>('referrals');

  // A change takes its time from the clock of its server: none is under way while the clock jumps.
  const post = (desk: Desk, path: string, body: unknown) => turnstile.shared(() => desk.post(path, body));
  const deskOf = (detail: Pick<Detail, 'assignedTo'>): Desk => desks.get(detail.assignedTo?.id ?? '') ?? supervisor;

  const learn = (one: Case, detail: Detail): void => {
    for (const { id, version, startsAt, state } of detail.visits)
      one.visits.set(id, { id, referralId: one.referralId, version, startsAt, state });
  };
  const read = async (one: Case): Promise<Detail | null> => {
    const detail = await supervisor.referral(one.referralId);
    if (detail) learn(one, detail);
    return detail;
  };

  const decide = async (one: Case, detail: Detail): Promise<void> => {
    const declines = chance.holds(0.08);
    const answer = await post(deskOf(detail), `/api/referrals/${one.referralId}/${declines ? 'decline' : 'accept'}`, {
      version: detail.version,
      ...(declines ? { reason: 'another centre is nearer' } : {}),
    });
    if (answer?.status !== 200) return;
    one.decided = declines ? 'declined' : 'accepted';
    counts[one.decided] += 1;
  };

  const someTime = (): { date: string; time: string } => {
    const day = DateTime.fromJSDate(clock.now(), { zone: SEOUL }).plus({ days: chance.between(1, 6) });
    const hour = String(chance.between(9, 16)).padStart(2, '0');
    return { date: day.toISODate() ?? '', time: `${hour}:${chance.holds(0.5) ? '00' : '30'}` };
  };

  const keepVisit = (one: Case, body: unknown): void => {
    const { id, version, startsAt, state } = body as Detail['visits'][number];
    one.visits.set(id, { id, referralId: one.referralId, version, startsAt, state });
  };

  const book = async (one: Case, detail: Detail): Promise<void> => {
    for (let i = 0; i < BOOK_TRIES; i += 1) {
      const visit = { saverId: chance.pick(savers), ...someTime(), place: 'center', minutes: chance.pick([30, 60]) };
      const answer = await post(deskOf(detail), `/api/referrals/${one.referralId}/visits`, visit);
      if (answer?.status === 201) {
        keepVisit(one, answer.body);
        counts.booked += 1;
        return;
      }
      if (answer === null || answer.status >= 500) return; // not known: the next step reads the case again
    }
  };

  const change = async (one: Case, detail: Detail, what: 'move' | 'cancel'): Promise<void> => {
    const booked = detail.visits.filter(({ state, startsAt }) => state === 'booked' && new Date(startsAt) > clock.now());
    if (booked.length === 0) return book(one, detail);
    const { id, version } = chance.pick(booked);
    for (let i = 0; i < BOOK_TRIES; i += 1) {
      const body = what === 'move' ? { version, ...someTime() } : { version, reason: 'family' };
      const answer = await post(deskOf(detail), `/api/visits/${id}/${what}`, body);
      if (answer?.status === 200) {
        keepVisit(one, answer.body);
        counts[what === 'move' ? 'moved' : 'cancelled'] += 1;
        return;
      }
      if (answer === null || answer.status >= 500 || what === 'cancel') return;
    }
  };

  /** She looks at her page: no message about a version that staff had changed before, none twice; and answers what is asked. */
  const lookAt = async (one: Case): Promise<void> => {
    const { family, visits, faults, seen } = one;
    const known = new Map([...visits].map(([id, { version, state }]) => [id, { version, state }]));
    const shown = await look(line, family, chance.between(0, 1));
    if (!shown) return;
    const ids = shown.messages.flatMap(({ delivery }) => (delivery === undefined ? [] : [delivery]));
    if (new Set(ids).size !== ids.length) faults.push(`doubled: ${ids.join(' ')} on one page`);
    for (const id of ids) {
      if (!seen.has(id)) counts.seen += 1;
      seen.add(id);
      const [visitId = '', , version = '0'] = id.split('.');
      const visit = known.get(visitId);
      if (visit && (Number(version) < visit.version || visit.state === 'cancelled'))
        faults.push(`stale: ${id} is shown, the visit is ${visit.state} in version ${visit.version}`);
    }
    if (shown.question?.id === 'consent_reminder')
      await say(line, family, { choice: chance.holds(0.85) ? 'yes' : 'no' }, { seen: shown.turn });
  };

  const step = async (one: Case): Promise<void> => {
    const what = chance.pick(MOVES);
    if (what === 'look') return lookAt(one);
    if (what === 'note') return void (await say(line, one.family, { text: '감사합니다' }));
    if (what === 'withdraw') {
      if (!chance.holds(0.15)) return lookAt(one);
      const reply = await say(line, one.family, WITHDRAW);
      if (reply?.forgotten) counts.withdrawn += 1;
      return undefined;
    }
    const detail = await read(one);
    if (detail?.status === 'assigned') return decide(one, detail);
    if (detail?.status !== 'accepted') return undefined;
    return what === 'book' ? book(one, detail) : change(one, detail, what);
  };

  return {
    counts,
    all,
    /** The referrals, by conversation, that have reached somebody's desk. */
    async arrived(conversations: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const found = await referrals
        .find({ conversation: { $in: [...conversations] }, status: 'assigned' }, { projection: { conversation: 1 } })
        .toArray();
      return new Map(found.map(({ _id, conversation = '' }) => [conversation, _id]));
    },
    /** Takes over a family whose referral has arrived. */
    async open(family: Family, referralId: string, isVisited: boolean): Promise<Case> {
      const one: Case = { family, referralId, visits: new Map(), decided: null, seen: new Set(), faults: [] };
      all.push(one);
      const detail = await read(one);
      if (detail?.status === 'assigned') await decide(one, detail);
      if (!isVisited) return one;
      const accepted = await read(one);
      if (accepted?.status === 'accepted' && accepted.visits.length === 0) await book(one, accepted);
      await lookAt(one);
      return one;
    },
    /** Takes the alerts that ring. */
    async takeAlerts(): Promise<void> {
      for (const { id, acknowledgedAt } of await supervisor.alerts()) {
        if (acknowledgedAt !== null || chance.holds(0.2)) continue;
        if ((await post(supervisor, `/api/alerts/${id}/acknowledge`, {}))?.status === 200) counts.alerts += 1;
      }
    },
    step,
    lookAt,
  };
}

export type Cases = ReturnType<typeof createCases>;
