import type { FactValue } from './types.ts';

/** Types a fact can have in a condition. `list` is a list of codes. */
export type FactType = 'string' | 'int' | 'bool' | 'list';

export interface FactDeclaration {
  readonly type: FactType;
  /** The only values (of a string) or members (of a list) that exist; a condition that names another fails at load. */
  readonly codes?: readonly string[];
  /** Value when the fact is missing: such a fact is never unknown. */
  readonly preset?: FactValue;
}

export type FactTable = Readonly<Record<string, FactDeclaration>>;

const YES_NO = ['yes', 'no'] as const;
const YES_NO_UNSURE = ['yes', 'no', 'not_sure'] as const;

const choice = (...codes: readonly string[]): FactDeclaration => ({ type: 'string', codes });
const multi = (...codes: readonly string[]): FactDeclaration => ({ type: 'list', codes });
const free = (type: FactType): FactDeclaration => ({ type });
const flag: FactDeclaration = { type: 'bool', preset: false };
const growing = (...codes: readonly string[]): FactDeclaration => ({ type: 'list', preset: [], ...(codes.length > 0 ? { codes } : {}) });

const range = (prefix: string, first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => `${prefix}${String(first + i).padStart(2, '0')}`);

/** S-rule ids (S01–S13). */
export const SAFETY_IDS: readonly string[] = range('S', 1, 13);

/** S-rules whose level is emergency (T01). The safety table must say the same; a test holds them together. */
export const EMERGENCY_SAFETY: readonly string[] = ['S01', 'S02', 'S03', 'S04', 'S05', 'S06', 'S07', 'S08', 'S11'];

/** S-rules that turn quiet mode on (facts, `quiet_mode`). */
export const QUIET_SAFETY: readonly string[] = ['S01', 'S09', 'S10', 'S11', 'S12', 'S13'];

/** T-rule ids. */
export const TRIAGE_IDS: readonly string[] = [
  ...range('T', 1, 2),
  ...range('T', 10, 31),
  ...range('T', 40, 41),
  ...range('T', 50, 52),
  'T60',
  'T90',
];

/** Service codes of the services table. */
export const SERVICE_CODES = [
  'home_visit',
  'case_management',
  'saver_dispatch',
  'parenting_coaching',
  'psych_support',
  'fund_living',
  'fund_housing',
  'fund_medical',
  'partner_org',
  'interpreter',
] as const;

const SCORE = choice('0', '1', '2', '3');

const ANSWERS: FactTable = {
  danger_now: choice('no', 'yes', 'unsure'),
  danger_kind: multi('violence', 'self_harm', 'bleeding_labour', 'baby_sick', 'no_place', 'other', 'none'),
  consent_basic: choice(...YES_NO),
  who: choice('pregnant', 'mother', 'both', 'father', 'carer', 'someone_else', 'none'),
  stage: choice('pregnant', 'baby', 'both', 'none'),
  due_date: free('string'),
  baby_birth: free('string'),
  birth_weeks: free('int'),
  age_band: choice('under14', '14_19', '20_24', '25_up'),
  household: choice('with_partner', 'with_family', 'alone', 'facility', 'no_home'),
  needs: multi('living', 'housing', 'medical', 'food_now', 'baby_care', 'coaching', 'feelings', 'secret_birth', 'info', 'none'),
  consent_sensitive: choice(...YES_NO),
  body_signs: multi(
    'bleeding',
    'waters_broke',
    'strong_pain',
    'headache_vision',
    'baby_moves_less',
    'fever',
    'baby_fever',
    'baby_breathing',
    'baby_not_feeding',
    'none',
  ),
  heart_home: multi('very_sad', 'thoughts_dying', 'might_hurt_baby', 'afraid', 'hurt', 'none'),
  prenatal: choice(...YES_NO),
  consent_share: choice(...YES_NO),
  contact_safe: choice('yes_call', 'text_only', 'chat_only', 'no'),
  r_role: choice('professional', 'family', 'neighbour', 'other'),
  r_knows: choice(...YES_NO),
  benefits_check: choice(...YES_NO),
  b_money: choice('recipient', 'low', 'ok'),
  b_insurance: choice('health_insurance', 'medical_aid', 'none'),
  b_child_korean: choice(...YES_NO_UNSURE),
  b_registered: choice(...YES_NO_UNSURE),
  v_offer: choice(...YES_NO),
  consent_reminder: choice(...YES_NO),
  phq2_1: SCORE,
  phq2_2: SCORE,
  gad2_1: SCORE,
  gad2_2: SCORE,
  phq9_3: SCORE,
  phq9_4: SCORE,
  phq9_5: SCORE,
  phq9_6: SCORE,
  phq9_7: SCORE,
  phq9_8: SCORE,
  safe_word: free('string'),
  can_visit: choice('yes', 'no', 'not_home'),
  v_place: choice('home', 'center', 'other_safe', 'online'),
  v_language: choice('chat', 'korean', 'interpreter'),
  v_gender: choice('female', 'any'),
  v_slot: free('string'),
  v_booking: free('string'),
  v_new_slot: free('string'),
  v_address: free('string'),
  v_note: free('string'),
  v_cancel_reason: choice('sick', 'busy', 'feel_better', 'unsafe', 'other'),
  f_came: choice('yes', 'no', 'late'),
  f_felt: choice('1', '2', '3', '4', '5'),
  f_help: multi('living', 'housing', 'medical', 'food_now', 'baby_care', 'coaching', 'feelings', 'secret_birth', 'info', 'none'),
  f_unsafe: choice(...YES_NO),
  f_text: free('string'),
  fund_kind: choice('living', 'housing', 'medical'),
  fund_what: free('string'),
  fund_amount: free('int'),
  fund_when: choice('today', 'this_week', 'this_month'),
  fund_evidence: multi('bill', 'lease', 'notice', 'receipt', 'diagnosis', 'none'),
  fund_pay_to: choice('landlord', 'hospital', 'shop', 'me'),
  tip_more: choice('feed', 'sleep', 'cry', 'play', 'safety', 'me'),
  d_action: choice('see', 'change', 'withdraw_consent', 'delete', 'download'),
  d_code: free('string'),
  d_consent: choice('consent_basic', 'consent_sensitive', 'consent_share', 'consent_contact', 'consent_reminder'),
};

const COMPUTED: FactTable = {
  today: free('string'),
  due_precision: choice('day', 'week', 'month'),
  birth_precision: choice('day', 'week', 'month'),
  ga_days: free('int'),
  ga_weeks: free('int'),
  days_to_due: free('int'),
  baby_age_days: free('int'),
  baby_age_months: free('int'),
  baby_corrected_months: free('int'),
  baby_ok: free('bool'),
  baby_in: free('bool'),
  preg: free('bool'),
  eligible: free('bool'),
  single: free('bool'),
  area: choice('namdong', 'incheon_other', 'outside', 'unknown'),
  district: choice('namdong', 'jemulpo', 'yeongjong', 'michuhol', 'yeonsu', 'bupyeong', 'gyeyang', 'seo', 'geomdan', 'ganghwa', 'ongjin'),
  dong: free('string'),
  contact_way: choice('phone', 'chat_only', 'none'),
  contact_value: free('string'),
  lang: free('string'),
  language: free('string'),
  quiet_mode: flag,
  /** Sums of the mood screening (screening.ts); `phq9_9` is the score of its last question. */
  phq2: free('int'),
  gad2: free('int'),
  phq9: free('int'),
  phq9_9: free('int'),
  phq9_9_told: flag,
  tip_band: choice('pregnant_12_27w', 'pregnant_28w', 'm0_1', 'm1_3', 'm4_5', 'm6_8', 'm9_11', 'm12_17', 'm18_23'),
};

/** Where the conversation stands. */
const STATE: FactTable = {
  safety: growing(...SAFETY_IDS),
  emergency: flag,
  ended: flag,
  human_asked: flag,
  paused: flag,
  withdrawn: flag,
  loss: flag,
  flow: free('string'),
  answered: growing(),
  signs: growing(),
  yellow_skin: flag,
  visit_told: flag,
  /** Actions that found something, and those that did not. */
  found: growing(),
  missing: growing(),
  /** She typed her own case code. */
  code_ok: flag,
};

/** What the rules themselves found out, for rules and flow guards that come after. */
const ASSESSED: FactTable = {
  fired: growing(...TRIAGE_IDS),
  level: choice('emergency', 'urgent_24h', 'priority_3d', 'standard_7d', 'outside_handover', 'information_only'),
  outcome: choice('withdrawn', 'paused', 'handover', 'information', 'referred'),
  services: growing(...SERVICE_CODES),
  burdens: { type: 'int', preset: 0 },
};

/** Every fact that a condition may name, with its type. A name that is not here fails at load. */
export const FACTS: FactTable = { ...ANSWERS, ...COMPUTED, ...STATE, ...ASSESSED };
