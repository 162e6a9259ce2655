import type { z } from 'zod';
import { Alert, ReferralDetail } from '../../../src/contract/referrals.ts';
import { Saver } from '../../../src/contract/staff.ts';
import { Delivery, MyVisit, Visit } from '../../../src/contract/visits.ts';

/** Business time of every console test: Tuesday 24 November 2026, 14:20 in Seoul. */
export const NOW = '2026-11-24T14:20:00+09:00';

/** An instant so many hours from NOW. */
export const inHours = (hours: number): string => new Date(Date.parse(NOW) + hours * 3_600_000).toISOString();

const answer = (
  question: string,
  value: unknown,
  more: Partial<ReferralDetail['answers'][number]> = {},
): ReferralDetail['answers'][number] => ({
  question,
  type: 'choice',
  value,
  skipped: false,
  needsHumanCheck: false,
  sensitivity: 'normal',
  masked: false,
  ...more,
});

const consent = (name: string, given: boolean, hours: number, lang: string): ReferralDetail['consents'][number] => ({
  consent: name,
  given,
  version: '2026-11',
  lang,
  at: inHours(hours),
});

const RULE = { sentence: 'A rule of these tests.', source: 'Practice of the programme', reviewedBy: null, from: '2026-01-01' };

const basis = {
  services: ['home_visit'],
  outcome: 'referred',
  status: 'assigned',
  area: 'namdong',
  district: 'namdong',
  quietMode: false,
  overdue: false,
  escalation: 'none',
  assignedTo: { id: 'staff-1', name: '김하나' },
  unreadNotes: 0,
  alert: null,
  version: 3,
  safety: [],
  benefits: { likely: [], possible: [] },
  rules: {},
  rulesVersion: '2026-11-24',
  flow: 'intake',
  visitWanted: true,
  contactWay: 'chat_only',
  contactValue: null,
  consents: [],
  history: [],
  visits: [],
  deliveries: [],
  notes: [],
} as const;

const referral = (
  detail: Omit<z.input<typeof ReferralDetail>, keyof typeof basis> & Partial<z.input<typeof ReferralDetail>>,
): ReferralDetail =>
  ReferralDetail.parse({ ...structuredClone(basis), rules: Object.fromEntries(detail.reasons.map((id) => [id, RULE])), ...detail });

const visitOf = (id: string, referralId: string, code: string, hours: number, more: Partial<Visit> = {}): Visit =>
  Visit.parse({
    id,
    referralId,
    code,
    saverId: 'saver-1',
    saverName: '박다정',
    startsAt: inHours(hours),
    endsAt: inHours(hours + 1),
    place: 'home',
    state: 'booked',
    version: 1,
    reminderConsent: null,
    ...more,
  });

const delivery = (id: string, kind: string, hours: number, more: Partial<Delivery> = {}): Delivery =>
  Delivery.parse({
    id,
    visitId: 'visit-1',
    audience: 'family',
    kind,
    channel: 'web',
    due: inHours(hours),
    expires: inHours(hours + 6),
    state: 'planned',
    reason: null,
    at: null,
    ...more,
  });

/** Made-up families, one for every kind of case that the screens must show. */
export const referrals = (): ReferralDetail[] => [
  referral({
    id: 'r-emergency',
    code: 'FS-2611-0417',
    level: 'emergency',
    reasons: ['T01', 'T02', 'T10'],
    reasonDetails: [
      { id: 'T01', facts: { safety: ['S01', 'S09'] } },
      { id: 'T02', facts: { danger_now: 'yes' } },
      { id: 'T10', facts: { heart_home: ['hurt'] } },
    ],
    services: ['home_visit', 'case_management', 'psych_support', 'partner_org', 'interpreter'],
    lang: 'vi',
    quietMode: true,
    submittedAt: inHours(-0.3),
    deadlines: { acceptBy: inHours(-0.3), contactBy: inHours(0.2), visitBy: inHours(9) },
    overdue: true,
    escalation: 'supervisor_in',
    alert: { id: 'a-1', rules: ['S01', 'S09'], acknowledged: false },
    safety: ['S01', 'S09'],
    contactWay: 'none',
    answers: [
      answer('danger_now', 'yes', { sensitivity: 'secret' }),
      answer('danger_kind', ['violence'], { type: 'multi', sensitivity: 'secret' }),
      answer('household', 'with_partner', { sensitivity: 'sensitive' }),
      answer('heart_home', ['hurt'], { type: 'multi', sensitivity: 'secret' }),
      answer('contact_safe', 'no', { sensitivity: 'sensitive' }),
    ],
    consents: [consent('consent_basic', true, -0.4, 'vi'), consent('consent_share', false, -0.35, 'vi')],
    history: [
      { at: inHours(-0.3), what: 'submitted', who: null, reason: null },
      { at: inHours(-0.29), what: 'assigned', who: null, reason: null },
    ],
  }),
  referral({
    id: 'r-urgent',
    code: 'FS-2611-0412',
    level: 'urgent_24h',
    reasons: ['T16', 'T22', 'T27', 'T28', 'T26'],
    reasonDetails: [
      { id: 'T16', facts: { preg: true, prenatal: 'no', ga_days: 256 } },
      { id: 'T22', facts: { age_band: '14_19' } },
      { id: 'T27', facts: { household: 'alone' } },
      { id: 'T28', facts: { needs: ['housing', 'medical'] } },
      { id: 'T26', facts: { preg: true, ga_days: 256 } },
    ],
    services: ['home_visit', 'case_management', 'parenting_coaching', 'fund_housing', 'fund_medical', 'interpreter'],
    lang: 'zh-CN',
    unreadNotes: 1,
    submittedAt: inHours(-1),
    deadlines: { acceptBy: inHours(3), contactBy: inHours(23), visitBy: inHours(71) },
    benefits: { likely: ['B01', 'B18'], possible: ['B12', 'B20', 'B11'] },
    contactWay: 'phone',
    contactValue: '+821012345678',
    answers: [
      answer('danger_now', 'no', { sensitivity: 'secret' }),
      answer('who', 'pregnant'),
      answer('due_date', '2026-12-18', { type: 'date', precision: 'week' }),
      answer('area', { area: 'namdong', district: 'namdong', dong: '만수3동' }, { type: 'place' }),
      answer('age_band', '14_19'),
      answer('household', 'alone', { sensitivity: 'sensitive' }),
      answer('needs', ['housing', 'medical'], { type: 'multi' }),
      answer('prenatal', 'no', { sensitivity: 'sensitive', needsHumanCheck: true }),
      answer('heart_home', null, { type: 'multi', skipped: true, sensitivity: 'secret' }),
      answer('body_signs', null, { type: 'multi', sensitivity: 'secret', masked: true }),
      answer('contact_safe', 'yes_call', { sensitivity: 'sensitive' }),
      answer('contact', { way: 'phone', value: '+821012345678' }, { type: 'contact', sensitivity: 'sensitive' }),
    ],
    consents: [
      consent('consent_basic', true, -1.2, 'zh-CN'),
      consent('consent_sensitive', true, -1.1, 'zh-CN'),
      consent('consent_share', true, -1.05, 'zh-CN'),
    ],
    history: [
      { at: inHours(-1), what: 'submitted', who: null, reason: null },
      { at: inHours(-0.98), what: 'declined', who: '이두리', reason: '다른 긴급 의뢰로 오늘 연락하기 어려워요.' },
      { at: inHours(-0.9), what: 'assigned', who: '정슬기', reason: null },
    ],
    notes: [{ at: inHours(-0.4), text: '下午三点以后可以打电话。' }],
  }),
  referral({
    id: 'r-accepted',
    code: 'FS-2611-0398',
    level: 'priority_3d',
    reasons: ['T25', 'T28'],
    reasonDetails: [
      { id: 'T25', facts: { baby_in: true, baby_age_days: 19 } },
      { id: 'T28', facts: { needs: ['medical', 'baby_care'] } },
    ],
    services: ['home_visit', 'case_management', 'saver_dispatch', 'fund_medical'],
    status: 'accepted',
    lang: 'ko',
    submittedAt: inHours(-26),
    deadlines: { acceptBy: inHours(-2), contactBy: inHours(-2), visitBy: inHours(43) },
    benefits: { likely: ['B03', 'B04', 'B05'], possible: ['B06', 'B08'] },
    answers: [
      answer('who', 'mother'),
      answer('baby_birth', '2026-11-05', { type: 'date', precision: 'day' }),
      answer('birth_weeks', 38, { type: 'number' }),
      answer('area', { area: 'namdong', district: 'namdong', dong: '구월1동' }, { type: 'place' }),
      answer('needs', ['medical', 'baby_care'], { type: 'multi' }),
      answer('contact', { way: 'chat_only', value: null }, { type: 'contact', sensitivity: 'sensitive' }),
    ],
    consents: [consent('consent_basic', true, -26, 'ko')],
    history: [
      { at: inHours(-26), what: 'submitted', who: null, reason: null },
      { at: inHours(-25.9), what: 'assigned', who: null, reason: null },
      { at: inHours(-24), what: 'accepted', who: '김하나', reason: null },
    ],
    visits: [
      visitOf('visit-1', 'r-accepted', 'FS-2611-0398', 19.67),
      visitOf('visit-0', 'r-accepted', 'FS-2611-0398', 1.67, { state: 'cancelled', version: 2 }),
    ],
    deliveries: [
      delivery('d-1', 'family_1d', 0.5, { state: 'blocked', reason: 'no_consent' }),
      delivery('d-2', 'family_2h', 17.67),
      delivery('d-3', 'saver_day_before', 2.67, { audience: 'staff', channel: 'email' }),
      delivery('d-4', 'family_2h', -0.33, { visitId: 'visit-0', state: 'cancelled', reason: 'visit_cancelled', at: inHours(-5) }),
      delivery('d-5', 'referral_assigned', -25.9, {
        visitId: null,
        audience: 'staff',
        channel: 'email',
        state: 'sent',
        at: inHours(-25.89),
      }),
    ],
  }),
  referral({
    id: 'r-handover',
    code: 'FS-2611-0401',
    level: 'priority_3d',
    reasons: ['T60'],
    reasonDetails: [{ id: 'T60', facts: { human_asked: true } }],
    services: ['home_visit', 'interpreter'],
    outcome: 'handover',
    lang: 'en',
    area: 'incheon_other',
    district: 'bupyeong',
    submittedAt: inHours(-3),
    deadlines: { acceptBy: inHours(24), contactBy: inHours(24), visitBy: inHours(75) },
    visitWanted: null,
    contactWay: null,
    answers: [answer('who', 'pregnant')],
    consents: [consent('consent_basic', true, -3, 'en')],
    history: [{ at: inHours(-3), what: 'submitted', who: null, reason: null }],
  }),
  referral({
    id: 'r-standard',
    code: 'FS-2611-0388',
    level: 'standard_7d',
    reasons: ['T30'],
    reasonDetails: [{ id: 'T30', facts: { eligible: true } }],
    status: 'submitted',
    assignedTo: null,
    lang: 'ko',
    submittedAt: inHours(-50),
    deadlines: { acceptBy: inHours(-2.5), contactBy: inHours(-2.5), visitBy: inHours(118) },
    overdue: true,
    visitWanted: false,
    answers: [],
    consents: [],
    history: [],
  }),
  referral({
    id: 'r-withdrawn',
    code: 'FS-2611-0370',
    level: 'standard_7d',
    reasons: [],
    reasonDetails: [],
    services: [],
    status: 'withdrawn',
    lang: 'ko',
    area: null,
    district: null,
    submittedAt: inHours(-70),
    deadlines: { acceptBy: null, contactBy: null, visitBy: null },
    visitWanted: null,
    contactWay: null,
    answers: [],
    consents: [],
    history: [{ at: inHours(-69), what: 'withdrawn', who: null, reason: null }],
  }),
];

export const alerts = (): Alert[] => [
  Alert.parse({
    id: 'a-1',
    code: 'FS-2611-0417',
    rules: ['S01', 'S09'],
    lang: 'vi',
    raisedAt: inHours(-0.3),
    lastRungAt: inHours(-0.05),
    rung: 'supervisor',
    acknowledgedBy: null,
    acknowledgedAt: null,
    referralId: 'r-emergency',
  }),
];

export const savers = (): Saver[] => [
  Saver.parse({ id: 'saver-1', name: '박다정', languages: ['ko'], districts: ['namdong', 'yeonsu'] }),
  Saver.parse({ id: 'saver-2', name: '쩐티마이', languages: ['ko', 'vi'], districts: ['bupyeong'] }),
  Saver.parse({ id: 'saver-3', name: '이소망', languages: ['ko', 'zh-CN'], districts: ['namdong'] }),
];

export const myVisits = (): MyVisit[] => {
  const mine = (visit: Visit, lang: string, deliveries: Delivery[]): MyVisit => MyVisit.parse({ ...visit, lang, deliveries });
  const mail = { audience: 'staff', channel: 'email' } as const;
  return [
    mine(visitOf('m-1', 'r-1', 'FS-2611-0311', -4.33, { state: 'done' }), 'ko', []),
    mine(visitOf('m-2', 'r-2', 'FS-2611-0352', 1.67, { place: 'center' }), 'vi', [
      delivery('md-1', 'saver_day_before', -21.33, { ...mail, state: 'sent', at: inHours(-21.3) }),
      delivery('md-2', 'saver_1h', 0.67, { ...mail, channel: 'console' }),
    ]),
    mine(visitOf('m-3', 'r-3', 'FS-2611-0360', 2.67, { state: 'cancelled' }), 'ko', [
      delivery('md-3', 'saver_1h', 1.67, { ...mail, state: 'cancelled', reason: 'visit_cancelled' }),
    ]),
    mine(visitOf('m-4', 'r-accepted', 'FS-2611-0398', 19.67), 'ko', [delivery('md-4', 'saver_day_before', 2.67, mail)]),
    mine(visitOf('m-5', 'r-5', 'FS-2611-0377', 68.67, { place: 'other_safe' }), 'th', []),
  ];
};
