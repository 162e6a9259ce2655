import type { ClientSession, MongoClient } from 'mongodb';
import type { Families } from '../families/index.ts';
import type { AfterCommit, Applier, EffectContext } from '../inbox/index.ts';
import type { Messages, MessagesService } from '../messages/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Hmac } from '../platform/hmac.ts';
import type { NewId } from '../platform/ids.ts';
import type { Live } from '../platform/live.ts';
import type { LocalAlert } from '../platform/local-alerts.ts';
import type { Log } from '../platform/log.ts';
import { isDuplicateKey } from '../platform/mongo.ts';
import { notFound } from '../platform/problem.ts';
import type { Queues } from '../platform/queues.ts';
import { sealJson } from '../platform/seal.ts';
import { inTransaction } from '../platform/transaction.ts';
import { type Audit, mayDo, type StaffDirectory, type StaffMember } from '../staff/index.ts';
import { LANGS } from '../conversation/types.ts';
import { type AlertDocument, type Rung, rungAt, withIds, WITHOUT_CONSENT_MS } from './alert.ts';
import type { AlertStore } from './alerts.store.ts';
import type { DeadlineRules } from './deadline-rules.ts';
import { alertJob } from './jobs.ts';
import type { ReferralStore } from './referrals.store.ts';
import { alertCalls } from './staff-calls.ts';
import { allOf } from './all-of.ts';

export interface AlertDeps {
  readonly client: MongoClient;
  readonly alerts: AlertStore;
  readonly referrals: ReferralStore;
  readonly directory: StaffDirectory;
  readonly audit: Audit;
  readonly messages: Messages & Pick<MessagesService, 'eraseAbout'>;
  readonly queues: Queues;
  readonly live: Live;
  readonly rules: DeadlineRules;
  /** The case of who writes in a conversation now; null when nobody is known there. */
  readonly caseOf: Families['caseOf'];
  readonly organisationFor: (area: string | null) => Promise<string>;
  readonly hmac: Hmac;
  readonly newId: NewId;
  readonly clock: Clock;
  readonly baseUrl: string;
  readonly log: Log;
}

/** Stands for the code of a case of which nothing is known but its conversation. */
const NO_CODE = '';

type Raised = Omit<Parameters<Applier<'alert_raised'>>[1], 'type'>;
type Source = Pick<EffectContext, 'conversation' | 'channel' | 'at'> & { readonly personId: string | null };

const CALLED = {
  on_call: ['case_manager'],
  supervisor: ['case_manager', 'supervisor'],
  hq: ['case_manager', 'supervisor', 'administrator'],
} as const;

export type Alerts = ReturnType<typeof createAlerts>;

/** One alert a case, loud until somebody has it: every five minutes, and higher up from the 15th and the 30th on. */
export function createAlerts(deps: AlertDeps) {
  const {
    client,
    alerts,
    referrals,
    directory,
    audit,
    messages,
    queues,
    live,
    rules,
    caseOf,
    organisationFor,
    hmac,
    newId,
    clock,
    baseUrl,
    log,
  } = deps;

  const caseKey = (conversation: string, code: string): string => hmac.digest('blind_index', 'case', conversation, code);

  const staffFor = async (organisationId: string, rung: Rung): Promise<StaffMember[]> => {
    const all = await Promise.all(CALLED[rung].map((role) => directory.withRole(role)));
    return all.flat().filter((member) => member.organisationId === organisationId);
  };
  /** Whom a ring calls; where nobody has the role, whoever is next. */
  const calledBy = async (organisationId: string, rung: Rung): Promise<StaffMember[]> => {
    for (const one of rung === 'on_call'
      ? (['on_call', 'supervisor', 'hq'] as const)
      : rung === 'supervisor'
        ? (['supervisor', 'hq'] as const)
        : (['hq'] as const)) {
      const staff = await staffFor(organisationId, one);
      if (staff.length > 0) return staff;
    }
    return [];
  };

  /** Rings, if it is time and nobody has it. Returns false when there is nothing to do, now or at all. */
  const ring = async (id: string): Promise<boolean> => {
    const now = clock.now();
    const rung = await inTransaction(client, async (tx): Promise<{ readonly alert: AlertDocument; readonly after: AfterCommit } | null> => {
      const alert = await alerts.byId(id, tx);
      if (!alert?.nextRingAt || alert.nextRingAt > now) return null;
      const schedule = rules.alertSchedule(alert.openSince.toISOString());
      const to = { rung: rungAt(schedule, now), at: now, next: new Date(now.getTime() + schedule.repeatEveryMinutes * 60_000) };
      if (!(await alerts.ring(alert, to, tx))) return null;
      const staff = await calledBy(alert.organisationId, to.rung);
      if (staff.length === 0) log.error('alert_rings_for_nobody', { alert: id, rung: to.rung });
      const number = alert.rings + 1;
      const after = await messages.plan(alertCalls(alert, { number, to: staff, now, next: to.next, baseUrl }), tx);
      return { alert: { ...alert, rings: number, nextRingAt: to.next }, after };
    });
    if (!rung) return false;
    live.publish({ type: 'alert', id });
    log.info('alert_rang', { alert: id, attempt: rung.alert.rings });
    await queues.add(alertJob(rung.alert, now));
    await rung.after();
    return true;
  };

  /** After the commit: to the queue, or at once where there is none. */
  const callNow =
    (alert: AlertDocument): AfterCommit =>
    async () => {
      live.publish({ type: 'alert', id: alert._id });
      if (!(await queues.add(alertJob(alert, clock.now())))) await ring(alert._id);
    };

  const again = async (
    before: AlertDocument,
    { conversation, personId, at }: Source,
    event: Raised,
    tx: ClientSession,
  ): Promise<AlertDocument> => {
    const taken = before.acknowledgedAt !== null;
    const change = {
      // It may have been raised when nobody knew her code yet.
      code: event.code,
      caseKey: caseKey(conversation, event.code),
      personId: personId ?? before.personId,
      rules: withIds(before.rules, event.rules),
      lang: event.lang ?? before.lang,
      raised: before.raised + 1,
      openSince: taken ? at : before.openSince,
      rung: taken ? ('on_call' as const) : before.rung,
      nextRingAt: at,
      acknowledgedBy: null,
      acknowledgedAt: null,
      deleteAt: event.identified ? null : before.deleteAt,
    };
    await alerts.set(before._id, change, { at, what: 'raised_again', who: null }, tx);
    return { ...before, ...change };
  };

  const first = async ({ conversation, personId, channel, at }: Source, event: Raised, tx: ClientSession): Promise<AlertDocument> => {
    const referral = await referrals.ofRun(conversation, event.code, tx);
    const _id = newId();
    const alert: AlertDocument = {
      _id,
      caseKey: caseKey(conversation, event.code),
      organisationId: referral?.organisationId ?? (await organisationFor(null)),
      code: event.code,
      rules: withIds([], event.rules),
      lang: event.lang,
      handle: sealJson(hmac.key('stub', 'alert', _id), { collection: 'alerts', id: _id, field: 'handle' }, { channel, conversation }),
      personId,
      referralId: referral?._id ?? null,
      raisedAt: at,
      openSince: at,
      raised: 1,
      rings: 0,
      nextRingAt: at,
      lastRungAt: at,
      rung: 'on_call',
      acknowledgedBy: null,
      acknowledgedAt: null,
      history: [{ at, what: 'raised', who: null }],
      deleteAt: event.identified ? null : new Date(at.getTime() + WITHOUT_CONSENT_MS),
    };
    await alerts.insert(alert, tx);
    return alert;
  };

  /** Somebody has it: it rings no more. Within the transaction that also notes who. */
  const take = async (alert: AlertDocument, staff: StaffMember, tx: ClientSession): Promise<void> => {
    const at = clock.now();
    await alerts.set(
      alert._id,
      { acknowledgedBy: staff.id, acknowledgedAt: at, nextRingAt: null },
      { at, what: 'acknowledged', who: staff.id },
      tx,
    );
    await messages.cancel({ type: 'alert', id: alert._id, beforeVersion: alert.rings + 1 }, 'settled', tx);
    await audit.append({ who: staff.id, action: 'alert_acknowledged', subject: 'alert', subjectId: alert._id }, tx);
  };

  const raiseFrom = async (source: Source, event: Raised, tx: ClientSession): Promise<AfterCommit> => {
    const { conversation } = source;
    const known =
      (await alerts.ofCase(caseKey(conversation, event.code), tx)) ??
      (event.code === NO_CODE ? null : await alerts.ofCase(caseKey(conversation, NO_CODE), tx));
    return callNow(known ? await again(known, source, event, tx) : await first(source, event, tx));
  };
  const raise: Applier<'alert_raised'> = raiseFrom;

  return {
    ring,
    raise,

    /** Stores an alert that waited on a disk while the database was away. False when that was done before. */
    async raiseUnsaved({ id, at, rules: fired, lang, channel, conversation }: LocalAlert): Promise<boolean> {
      const known = await caseOf(conversation);
      const source = { conversation, personId: known?.personId ?? null, channel, at };
      const event = {
        code: known?.code ?? NO_CODE,
        rules: fired,
        lang: LANGS.find((one) => one === lang) ?? null,
        identified: known?.identified ?? false,
      };
      try {
        const after = await inTransaction(client, async (tx) =>
          (await alerts.noteStored(id, clock.now(), tx)) ? raiseFrom(source, event, tx) : null,
        );
        await after?.();
        return after !== null;
      } catch (error) {
        if (isDuplicateKey(error)) return false; // another process stored it in this very moment
        throw error;
      }
    },

    /** Connects the alert of a run with its referral, which now says who serves it. */
    async link(conversation: string, code: string, referralId: string, organisationId: string, tx: ClientSession): Promise<void> {
      const alert = await alerts.ofCase(caseKey(conversation, code), tx);
      if (alert) await alerts.set(alert._id, { referralId, organisationId }, null, tx);
    },

    /** She consented: the alert stays as long as her case. */
    async keepFor(personId: string, tx: ClientSession): Promise<void> {
      for (const { _id } of await alerts.ofPerson(personId, tx)) await alerts.set(_id, { deleteAt: null }, null, tx);
    },

    /** She was forgotten: nothing stays, or for a life at risk code, S-ids, the sealed handle and the time, for 72 hours. */
    async forget(personId: string, { keep, at }: { readonly keep: boolean; readonly at: Date }, tx: ClientSession): Promise<AfterCommit> {
      const found = await alerts.ofPerson(personId, tx);
      for (const { _id } of found) {
        if (keep)
          await alerts.set(
            _id,
            { personId: null, referralId: null, lang: null, deleteAt: new Date(at.getTime() + WITHOUT_CONSENT_MS) },
            null,
            tx,
          );
        else await alerts.remove(_id, tx);
      }
      if (!keep)
        await messages.eraseAbout(
          'alert',
          found.map(({ _id }) => _id),
          tx,
        );
      return allOf(
        found.map(
          ({ _id }) =>
            async () =>
              live.publish({ type: 'alert', id: _id }),
        ),
      );
    },

    /** Acknowledges; a second time changes nothing. Throws 404 where the reader has no business. */
    async acknowledge(staff: StaffMember, id: string): Promise<void> {
      await inTransaction(client, async (tx) => {
        const alert = await alerts.byId(id, tx);
        if (!alert || !mayDo(staff, 'alert.acknowledge', alert)) throw notFound('This alert');
        if (alert.acknowledgedAt === null) await take(alert, staff, tx);
      });
      live.publish({ type: 'alert', id });
    },

    /** Who accepts the referral has the alert too. */
    async takeWith(referralId: string, staff: StaffMember, tx: ClientSession): Promise<string | null> {
      const alert = (await alerts.ofReferrals([referralId], tx)).get(referralId);
      if (!alert || alert.acknowledgedAt !== null) return null;
      await take(alert, staff, tx);
      return alert._id;
    },
  };
}
