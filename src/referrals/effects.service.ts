import type { ClientSession } from 'mongodb';
import type { EffectEvent, EffectType, ReferralContent } from '../conversation/events.ts';
import type { AfterCommit, Applier, EffectContext } from '../inbox/index.ts';
import type { MessagesService } from '../messages/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { NewId } from '../platform/ids.ts';
import type { Live } from '../platform/live.ts';
import type { Queues } from '../platform/queues.ts';
import type { Alerts } from './alerts.service.ts';
import { type DeadlineRules, dueFor } from './deadline-rules.ts';
import type { Handover } from './handover.service.ts';
import { handoverJob, ladderJob } from './jobs.ts';
import { isClosed, isStronger, nextStep, placeOf, type ReferralDocument, tightened, waitsForYes } from './referral.ts';
import type { Amendment, ReferralStore } from './referrals.store.ts';
import { reducedContent } from './reduced-content.ts';
import type { Sealed } from './sealed.ts';
import { allOf } from './all-of.ts';

export interface EffectDeps {
  readonly referrals: ReferralStore;
  readonly sealed: Sealed;
  readonly alerts: Alerts;
  readonly handover: Pick<Handover, 'call' | 'handOver' | 'membersOf'>;
  readonly messages: Pick<MessagesService, 'eraseAbout'>;
  readonly queues: Queues;
  readonly live: Live;
  readonly rules: DeadlineRules;
  readonly organisationFor: (area: string | null) => Promise<string>;
  readonly isQuestion: (id: string) => boolean;
  readonly newId: NewId;
  readonly clock: Clock;
}

/** How long it is still shown that she erased her case; nothing of what she said is in it. */
const STUB_MS = 72 * 3_600_000;

/** What a line of the queue takes from the content. */
const lineOf = (content: ReferralContent) => ({
  level: content.level,
  reasons: content.reasons.map(({ id }) => id),
  services: content.services,
  outcome: content.outcome,
  lang: content.lang,
  area: content.area,
  district: content.district,
  quietMode: content.quietMode,
});

export type ReferralEffects = { readonly [T in EffectType]?: Applier<T> };

/** What the family's turns do to referrals; each in the transaction that marks it as applied. */
export function createReferralEffects(deps: EffectDeps): ReferralEffects {
  const { referrals, sealed, alerts, handover, messages, queues, live, rules, organisationFor, isQuestion, newId, clock } = deps;

  const news =
    (id: string): AfterCommit =>
    async () =>
      live.publish({ type: 'referral', id });
  const queue =
    (referral: ReferralDocument, handOver: boolean): AfterCommit =>
    async () => {
      live.publish({ type: 'referral', id: referral._id });
      const ladder = ladderJob(referral, clock.now());
      if (ladder) await queues.add(ladder);
      // Where there is no queue, nobody waits for one.
      if (handOver && !(await queues.add(handoverJob(referral)))) await handover.handOver(referral._id);
    };
  const amend = async (before: ReferralDocument, change: Amendment, tx: ClientSession): Promise<void> => {
    // Another writer was first: the transaction is tried again on what is there then.
    if (!(await referrals.amend(before, change, tx))) throw new Error('the referral changed meanwhile');
  };

  const submit = async (
    { conversation, personId, at }: EffectContext,
    content: ReferralContent,
    tx: ClientSession,
  ): Promise<AfterCommit> => {
    const _id = newId();
    const due = dueFor(rules, content, at);
    const base = {
      status: 'submitted' as const,
      level: content.level,
      submittedAt: new Date(content.submittedAt),
      deadlines: due.deadlines,
    };
    const referral: ReferralDocument = {
      _id,
      organisationId: await organisationFor(content.area),
      conversation,
      personId,
      code: content.code,
      ...lineOf(content),
      ...base,
      ladder: due.ladder,
      escalation: 'none',
      nextStepAt: nextStep(due.ladder, 'none')?.at ?? null,
      assignedTo: null,
      assignedWhy: [],
      round: 1,
      version: 1,
      unreadNotes: 0,
      tellAccepted: false,
      ...placeOf(base),
      content: await sealed.content(personId, _id, content),
      notes: [],
      history: [{ at, what: 'submitted', who: null, version: 1, reason: null }],
      purgeAt: null,
    };
    await referrals.insert(referral, tx);
    await alerts.link(conversation, content.code, _id, referral.organisationId, tx);
    return queue(referral, true);
  };

  /** What a stronger level changes: earlier deadlines, a new ladder, a new call. It never takes back an acceptance. */
  const strengthened = (before: ReferralDocument, content: ReferralContent, at: Date): Partial<ReferralDocument> => {
    const due = dueFor(rules, content, at);
    const reopened = before.status === 'declined' ? { status: 'submitted' as const, assignedTo: null, assignedWhy: [] } : {};
    const status = reopened.status ?? before.status;
    return {
      ...reopened,
      deadlines: tightened(before.deadlines, due.deadlines),
      ...(waitsForYes(status)
        ? { ladder: due.ladder, escalation: 'none' as const, nextStepAt: nextStep(due.ladder, 'none')?.at ?? null }
        : {}),
    };
  };

  const revise = async (
    { personId, at }: EffectContext,
    before: ReferralDocument,
    content: ReferralContent,
    tx: ClientSession,
  ): Promise<AfterCommit> => {
    if (before.status === 'withdrawn') return news(before._id);
    const stronger = isStronger(content.level, before.level);
    const more = stronger ? strengthened(before, content, at) : {};
    const line = lineOf(content);
    const changed = { ...before, ...line, ...more, round: before.round + (stronger ? 1 : 0), version: before.version + 1 };
    const set = { ...line, ...more, ...placeOf(changed), content: await sealed.content(personId, before._id, content) };
    await amend(before, { set, history: { at, what: 'revised', who: null }, newRound: stronger }, tx);
    if (!stronger) return news(before._id);
    const send = changed.assignedTo === null ? null : await handover.call(changed, 'referral_assigned', [changed.assignedTo], tx);
    return allOf([queue(changed, changed.status === 'submitted'), ...(send ? [send] : [])]);
  };

  const submitOrRevise = async (
    context: EffectContext,
    { referral: content }: { readonly referral: ReferralContent },
    tx: ClientSession,
  ): Promise<AfterCommit> => {
    const known = await referrals.ofRun(context.conversation, content.code, tx);
    return known ? revise(context, known, content, tx) : submit(context, content, tx);
  };

  /** Whom to tell of something new in a case: who has it, else the supervisors. */
  const tellStaff = async (referral: ReferralDocument, occasion: string, tx: ClientSession): Promise<AfterCommit> => {
    const to =
      referral.assignedTo === null
        ? (await handover.membersOf(referral.organisationId, 'supervisor')).map(({ id }) => id)
        : [referral.assignedTo];
    return allOf([news(referral._id), await handover.call(referral, 'referral_note', to, tx, occasion)]);
  };

  const noteLeft: Applier<'note_left'> = async ({ personId, turnSeq, index, at, turn }, _event, tx) => {
    const text = turn?.input?.kind === 'text' ? turn.input.text : null;
    const before = await referrals.ofPerson(personId, tx);
    if (!before || text === null) return undefined;
    const id = `${turnSeq}.${index}`;
    await amend(before, { note: { id, at, sealed: await sealed.note(personId, before._id, id, text) } }, tx);
    // One e-mail for all that is unread: the next one when somebody has read.
    return before.unreadNotes === 0 ? tellStaff(before, id, tx) : news(before._id);
  };

  const humanAsked: Applier<'human_asked'> = async ({ personId, turnSeq, index, at }, _event, tx) => {
    const before = await referrals.ofPerson(personId, tx);
    if (!before) return undefined; // the referral that this turn makes says it
    await amend(before, { history: { at, what: 'human_asked', who: null } }, tx);
    return tellStaff(before, `${turnSeq}.${index}`, tx);
  };

  /** A change of one field of the line; nothing when there is no open referral of hers. */
  const setLine = async (personId: string, change: Amendment, tx: ClientSession): Promise<AfterCommit | undefined> => {
    const before = await referrals.ofPerson(personId, tx);
    if (!before || isClosed(before.status)) return undefined;
    await amend(before, change, tx);
    return news(before._id);
  };

  const reduce: Applier<'answers_reduced'> = async ({ personId }, { keep }, tx) => {
    const before = await referrals.ofPerson(personId, tx);
    if (!before?.content) return undefined;
    const content = reducedContent(await sealed.openContent(before, before.content), keep, isQuestion);
    await amend(before, { set: { content: await sealed.content(personId, before._id, content) } }, tx);
    await referrals.strip(before._id, tx);
    return news(before._id);
  };

  const forget: Applier<'person_forgotten'> = async ({ personId, at }, { keepAlert }, tx) => {
    const all = await referrals.allOfPerson(personId, tx);
    for (const before of all) {
      const set = {
        status: 'withdrawn' as const,
        reasons: [],
        services: [],
        lang: 'und' as const,
        area: null,
        district: null,
        quietMode: true,
        content: null,
        ladder: [],
        nextStepAt: null,
        tellAccepted: false,
        assignedWhy: [],
        purgeAt: new Date(at.getTime() + STUB_MS),
        ...placeOf({ ...before, status: 'withdrawn' }),
      };
      await amend(before, { set, unset: ['conversation', 'personId'], history: { at, what: 'withdrawn', who: null }, newRound: true }, tx);
      await referrals.strip(before._id, tx);
    }
    await messages.eraseAbout(
      'referral',
      all.map(({ _id }) => _id),
      tx,
    );
    const alertNews = await alerts.forget(personId, { keep: keepAlert, at }, tx);
    return allOf([...all.map(({ _id }) => news(_id)), alertNews]);
  };

  return {
    alert_raised: alerts.raise,
    referral_submitted: submitOrRevise,
    referral_revised: submitOrRevise,
    note_left: noteLeft,
    human_asked: humanAsked,
    answers_reduced: reduce,
    person_forgotten: forget,
    quiet_mode_entered: ({ personId, at }, _event, tx) =>
      setLine(personId, { set: { quietMode: true }, history: { at, what: 'quiet_mode', who: null } }, tx),
    loss_told: ({ personId, at }, _event, tx) => setLine(personId, { history: { at, what: 'loss_told', who: null } }, tx),
    language_changed: ({ personId }, { lang }, tx) => setLine(personId, { set: { lang } }, tx),
    consent_recorded: async ({ personId }, { consent, given }, tx) => {
      if (consent === 'consent_basic' && given) await alerts.keepFor(personId, tx);
    },
  };
}

/** The effects that this slice applies. */
export const REFERRAL_EFFECTS = [
  'alert_raised',
  'referral_submitted',
  'referral_revised',
  'note_left',
  'human_asked',
  'answers_reduced',
  'person_forgotten',
  'quiet_mode_entered',
  'loss_told',
  'language_changed',
  'consent_recorded',
] as const satisfies readonly EffectEvent['type'][];
