import type { z } from 'zod';
import type { Alert, AnswerView, ReferralDetail, ReferralRow } from '../contract/referrals.ts';
import type { ReferralContent } from '../conversation/events.ts';
import type { ContactValue } from '../conversation/types.ts';
import type { RuleBook } from '../rules/types.ts';
import type { AlertDocument } from './alert.ts';
import { isOverdue, type ReferralDocument } from './referral.ts';

export type Row = z.output<typeof ReferralRow>;
export type Detail = z.output<typeof ReferralDetail>;
export type Answer = z.output<typeof AnswerView>;
export type AlertRow = z.output<typeof Alert>;

export interface QuestionInfo {
  readonly type: string;
  readonly sensitivity: 'normal' | 'sensitive' | 'secret';
}

/** What the reader may see of the answers. */
export interface Sight {
  readonly answers: boolean;
  readonly secrets: boolean;
}

const iso = (date: Date): string => date.toISOString();
const isoOrNull = (date: Date | null): string | null => date && iso(date);

/** A line of the queue. */
export function rowOf(
  referral: ReferralDocument,
  with_: { readonly names: ReadonlyMap<string, string>; readonly alert: AlertDocument | null; readonly now: Date },
): Row {
  const { names, alert, now } = with_;
  const { _id, deadlines, assignedTo } = referral;
  return {
    id: _id,
    code: referral.code,
    level: referral.level,
    reasons: [...referral.reasons],
    services: [...referral.services],
    outcome: referral.outcome,
    status: referral.status,
    lang: referral.lang,
    area: referral.area,
    district: referral.district,
    quietMode: referral.quietMode,
    submittedAt: iso(referral.submittedAt),
    deadlines: {
      contactBy: isoOrNull(deadlines.contactBy),
      acceptBy: isoOrNull(deadlines.acceptBy),
      visitBy: isoOrNull(deadlines.visitBy),
    },
    overdue: isOverdue(referral, now),
    escalation: referral.escalation,
    assignedTo: assignedTo === null ? null : { id: assignedTo, name: names.get(assignedTo) ?? '' },
    unreadNotes: referral.unreadNotes,
    snoozedUntil: referral.snoozedUntil && referral.snoozedUntil > now ? iso(referral.snoozedUntil) : null,
    alert: alert && { id: alert._id, rules: [...alert.rules], acknowledged: alert.acknowledgedAt !== null },
    version: referral.version,
  };
}

export const alertRowOf = (alert: AlertDocument, names: ReadonlyMap<string, string>): AlertRow => ({
  id: alert._id,
  code: alert.code,
  rules: [...alert.rules],
  lang: alert.lang,
  raisedAt: iso(alert.raisedAt),
  lastRungAt: iso(alert.lastRungAt),
  rung: alert.rung,
  acknowledgedBy: alert.acknowledgedBy === null ? null : (names.get(alert.acknowledgedBy) ?? ''),
  acknowledgedAt: isoOrNull(alert.acknowledgedAt),
  referralId: alert.referralId,
});

/** Unknown questions count as secret. */
export const sees = (info: QuestionInfo | null, sight: Sight): boolean =>
  info === null || info.sensitivity === 'secret' ? sight.secrets : sight.answers;

/** The answers; those that the reader may not see are masked: that there is one, and nothing else. */
export function answersOf(content: ReferralContent, questionInfo: (id: string) => QuestionInfo | null, sight: Sight): Answer[] {
  return Object.entries(content.answers).map(([question, stored]) => {
    const info = questionInfo(question);
    const masked = !sees(info, sight);
    return {
      question,
      type: info?.type ?? 'text',
      value: masked ? null : stored.value,
      ...(!masked && stored.precision ? { precision: stored.precision } : {}),
      skipped: !masked && stored.skipped === true,
      needsHumanCheck: stored.needsHumanCheck === true,
      sensitivity: info?.sensitivity ?? 'secret',
      masked,
    };
  });
}

/** Facts that repeat her contact, which is a secret answer. */
const SECRET_FACTS: readonly string[] = ['contact_way', 'contact_value'];

/** Why the level: rows with the facts they read, without those that the reader may not see. */
export function reasonsOf(
  content: Pick<ReferralContent, 'reasons'>,
  questionInfo: (id: string) => QuestionInfo | null,
  sight: Sight,
): Detail['reasonDetails'] {
  const shown = (fact: string): boolean => {
    const info = questionInfo(fact);
    return info ? sees(info, sight) : SECRET_FACTS.includes(fact) ? sight.secrets : sight.answers;
  };
  return content.reasons.map(({ id, facts }) => ({ id, facts: Object.fromEntries(Object.entries(facts).filter(([fact]) => shown(fact))) }));
}

type RuleTexts = Pick<RuleBook, 'text'>;

/** What the tables say of these rules on a day. */
export function rulesOf(book: RuleTexts, ids: readonly string[], day: string): Detail['rules'] {
  const texts = ids.flatMap((id) => book.text(id, day) ?? []);
  return Object.fromEntries(texts.map(({ id, sentence, source, reviewedBy, from }) => [id, { sentence, source, reviewedBy, from }]));
}

/** What of the content is in a detail; the same form when nothing is left of it. */
export function contentOf(content: ReferralContent | null, questionInfo: (id: string) => QuestionInfo | null, sight: Sight) {
  if (!content) {
    return {
      reasonDetails: [],
      safety: [],
      benefits: { likely: [], possible: [] },
      rulesVersion: '',
      flow: '',
      visitWanted: null,
      contactWay: null,
      contactValue: null,
      answers: [],
    } satisfies Partial<Detail>;
  }
  const contact = content.answers['contact']?.value as ContactValue | null | undefined;
  return {
    reasonDetails: reasonsOf(content, questionInfo, sight),
    safety: [...content.safety],
    benefits: { likely: [...content.benefits.likely], possible: [...content.benefits.possible] },
    rulesVersion: content.rulesVersion,
    flow: content.flow,
    visitWanted: content.visitWanted,
    contactWay: sight.secrets ? content.contactWay : null,
    contactValue: sight.secrets ? (contact?.value ?? null) : null,
    answers: answersOf(content, questionInfo, sight),
  } satisfies Partial<Detail>;
}
