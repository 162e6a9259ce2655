import type { Delivery, Visit } from '../contract/visits.ts';
import type { z } from 'zod';
import type { QueueCounts, QueueFilter } from '../contract/queue.ts';
import { type Families, ForgottenError } from '../families/index.ts';
import type { Clock } from '../platform/clock.ts';
import { forbidden, notFound } from '../platform/problem.ts';
import { type RuleBook, seoulDate } from '../rules/index.ts';
import { type Audit, mayDo, type StaffDirectory, type StaffMember } from '../staff/index.ts';
import type { AlertStore } from './alerts.store.ts';
import { isClosed, type ReferralDocument } from './referral.ts';
import {
  type AlertRow,
  alertRowOf,
  contentOf,
  type Detail,
  type QuestionInfo,
  type Row,
  rowOf,
  rulesOf,
  type Sight,
} from './referral-view.ts';
import { type Cursor, cursorOf, PAGE, type QueueSearch, type QueueStore } from './queue.store.ts';
import type { ReferralStore } from './referrals.store.ts';
import type { Sealed } from './sealed.ts';

export interface ReadingDeps {
  readonly referrals: ReferralStore;
  readonly queue: QueueStore;
  readonly alerts: AlertStore;
  readonly sealed: Sealed;
  readonly families: Pick<Families, 'consentsOf'>;
  readonly directory: StaffDirectory;
  readonly audit: Audit;
  readonly rules: Pick<RuleBook, 'text'>;
  readonly questionInfo: (id: string) => QuestionInfo | null;
  readonly visitsOf: (referralId: string) => Promise<readonly z.output<typeof Visit>[]>;
  readonly deliveriesOf: (referralId: string) => Promise<readonly z.output<typeof Delivery>[]>;
  readonly clock: Clock;
}

/** How long an alert that somebody took is still listed. */
const TAKEN_SHOWN_MS = 24 * 3_600_000;

/** The parts of "a,b"; none where nothing is said. */
const several = (text: string | undefined): readonly string[] => text?.split(',') ?? [];

const named = (ids: readonly (string | null)[]): string[] => ids.filter((id): id is string => id !== null);

/** Null instead of a value of somebody who was forgotten meanwhile. */
const unlessForgotten = <T>(opened: Promise<T>): Promise<T | null> =>
  opened.catch((error: unknown) => {
    if (error instanceof ForgottenError) return null;
    throw error;
  });

export type Reading = ReturnType<typeof createReading>;

/** What staff read: the queue without any answer, and a referral with those that the reader may see, each read on the record. */
export function createReading({
  referrals,
  queue,
  alerts,
  sealed,
  families,
  directory,
  audit,
  rules,
  questionInfo,
  visitsOf,
  deliveriesOf,
  clock,
}: ReadingDeps) {
  const detail = async (referral: ReferralDocument, staff: StaffMember, sight: Sight): Promise<Detail> => {
    const { _id, personId } = referral;
    const content =
      personId !== undefined && referral.content ? await unlessForgotten(sealed.openContent(referral, referral.content)) : null;
    const [found, visits, deliveries, consents] = await Promise.all([
      alerts.ofReferrals([_id]),
      visitsOf(_id),
      deliveriesOf(_id),
      content && personId !== undefined ? families.consentsOf(personId) : [],
    ]);
    const names = await directory.names(named([referral.assignedTo, ...referral.history.map(({ who }) => who)]));
    const history = await Promise.all(
      referral.history.map(async ({ at, what, who, version, reason }) => ({
        at: at.toISOString(),
        what,
        who: who === null ? null : (names.get(who) ?? ''),
        reason: reason && sight.answers ? await unlessForgotten(sealed.openReason(referral, version, reason)) : null,
      })),
    );
    const notes = await Promise.all(
      (content && sight.secrets ? referral.notes : []).map(async ({ id, at, sealed: note }) => ({
        at: at.toISOString(),
        text: (await unlessForgotten(sealed.openNote(referral, id, note))) ?? '',
      })),
    );
    const shown = contentOf(content, questionInfo, sight);
    const fields = [
      ...shown.answers.filter(({ masked }) => !masked).map(({ question }) => question),
      ...(notes.length > 0 ? ['notes'] : []),
    ];
    // On the record before it is shown: without the entry, nobody sees it.
    await audit.append({ who: staff.id, action: 'referral_read', subject: 'referral', subjectId: _id, fields });
    return {
      ...rowOf(referral, { names, alert: found.get(_id) ?? null, now: clock.now() }),
      ...shown,
      rules: rulesOf(rules, [...shown.safety, ...shown.reasonDetails.map(({ id }) => id)], seoulDate(referral.submittedAt.toISOString())),
      consents: consents.map(({ at, ...consent }) => ({ ...consent, at: at.toISOString() })),
      history,
      visits: [...visits],
      deliveries: [...deliveries],
      notes,
    };
  };

  /** What a filter asks of the store, for this reader at this moment. */
  const searchOf = async (staff: StaffMember, filter: QueueFilter): Promise<QueueSearch> => {
    const { status = 'open', level, assigned, lang, district, overdue, alert, snoozed, code, sort = 'due' } = filter;
    // What was put off is out of sight, unless it is asked for by name.
    const hides = status === 'open' && code === undefined;
    const { organisationId } = staff;
    return {
      organisationId,
      status,
      levels: several(level),
      langs: several(lang),
      districts: several(district),
      sort,
      ...(assigned === undefined ? {} : { assignedTo: assigned === 'me' ? staff.id : assigned === 'nobody' ? null : assigned }),
      now: clock.now(),
      ...(overdue ? { overdue: true } : {}),
      ...(snoozed ? { snoozed: true } : hides ? { snoozed: false } : {}),
      ...(alert ? { ids: await alerts.referralsOf(organisationId, alert) } : {}),
      ...(code === undefined ? {} : { code: code.toUpperCase() }),
    };
  };
  const hasQueue = (staff: StaffMember): void => {
    if (!mayDo(staff, 'queue.read', staff)) throw forbidden('Your role has no queue');
  };

  return {
    /** One line of the queue, outside of any page: for who may read the referral. */
    async line(referral: ReferralDocument): Promise<Row> {
      const [names, alertOf] = await Promise.all([directory.names(named([referral.assignedTo])), alerts.ofReferrals([referral._id])]);
      return rowOf(referral, { names, alert: alertOf.get(referral._id) ?? null, now: clock.now() });
    },

    /** One page of the queue of the reader's organisation: open emergencies, then what is due first. */
    async queue(
      staff: StaffMember,
      filter: QueueFilter,
      after: Cursor | null,
    ): Promise<{ readonly items: Row[]; readonly next: Cursor | null }> {
      hasQueue(staff);
      const search = await searchOf(staff, filter);
      const found = await queue.page(search, { after, limit: PAGE + 1 });
      const page = found.slice(0, PAGE);
      const [names, alertOf] = await Promise.all([
        directory.names(named(page.map(({ assignedTo }) => assignedTo))),
        alerts.ofReferrals(page.map(({ _id }) => _id)),
      ]);
      const now = clock.now();
      const last = page.at(-1);
      return {
        items: page.map((referral) => rowOf(referral, { names, alert: alertOf.get(referral._id) ?? null, now })),
        next: found.length > PAGE && last ? cursorOf(search.sort, last) : null,
      };
    },

    /** How many there are in the reader's organisation. */
    async counts(staff: StaffMember, status: QueueSearch['status']): Promise<QueueCounts> {
      hasQueue(staff);
      return queue.counts(staff.organisationId, status, staff.id, clock.now());
    },

    /** A referral. Throws 404 for one that the reader has no business with. */
    async referral(staff: StaffMember, id: string): Promise<Detail> {
      const referral = await referrals.byId(id);
      if (!referral || !mayDo(staff, 'referral.read', referral)) throw notFound('This referral');
      const sight = { answers: mayDo(staff, 'referral.read_answers', referral), secrets: mayDo(staff, 'referral.read_secret', referral) };
      const shown = await detail(referral, staff, sight);
      const reads = sight.secrets && (referral.assignedTo === null || referral.assignedTo === staff.id || isClosed(referral.status));
      if (reads) await referrals.notesRead(id, referral.unreadNotes);
      return shown;
    },

    async alerts(staff: StaffMember): Promise<AlertRow[]> {
      if (!mayDo(staff, 'alert.read', staff)) throw forbidden('Your role has no alerts');
      const found = await alerts.list(staff.organisationId, new Date(clock.now().getTime() - TAKEN_SHOWN_MS));
      const names = await directory.names(named(found.map(({ acknowledgedBy }) => acknowledgedBy)));
      return found.map((alert) => alertRowOf(alert, names));
    },
  };
}
