import { beginFlow, mayBegin } from './beginning.ts';
import { doDeeds } from './deeds.ts';
import type { Draft } from './draft.ts';
import type { ReferralContent } from './events.ts';
import type { Heard } from './listening/heard.ts';
import type { ContactValue, PlaceValue } from './types.ts';
import { plainAnswer } from './wording.ts';

/** Of a child's answers only these are kept (intake.md §1.1). */
const KEPT_OF_A_CHILD = ['stage', 'area', 'age_band'];

/**
 * Ends the present flow: outcome, referral, last words, and what must be forgotten.
 *
 * @returns true when another flow began, so that the conversation goes on.
 */
export function endFlow(draft: Draft): boolean {
  const flow = draft.flow;
  const after = doDeeds(draft);
  if (after !== 'goes_on') return after === 'elsewhere';
  const { reasons } = draft.end();
  if (draft.session.safety.includes('S12')) keepStage(draft);
  // What is said and what comes next is settled before the words themselves change anything.
  const { facts } = draft;
  const found = draft.found();
  const ends = flow.ends.filter((row) => draft.holds(row.when));
  const following = flow.next.find((row) => draft.holds(row.when));
  refer(draft);
  let slots: Record<string, string> | null = null;
  for (const row of ends) {
    slots ??= lastWords(draft);
    const numbers = row.numbers === 'helplines' ? draft.program.book.helplines(draft.session.safety, facts, found) : row.numbers;
    draft.say(row.key, slots, numbers);
    if (row.lists) listAnswers(draft, row.lists === 'all_answers');
    if (row.key === 'msg.human_offer') draft.emit({ type: 'human_offered' });
  }
  if (draft.session.safety.includes('S12')) draft.emit({ type: 'answers_reduced', keep: KEPT_OF_A_CHILD });
  forgetIfDue(
    draft,
    reasons.map((reason) => reason.id),
  );
  if (draft.silent || draft.session.code === '') return false;
  return following !== undefined && beginFlow(draft, following.flow);
}

/** Of a child the stage is kept, but not who she said she is: what followed from that becomes an answer of its own. */
function keepStage(draft: Draft): void {
  const stage = draft.facts['stage'];
  if (typeof stage === 'string' && draft.session.answers['stage'] === undefined)
    draft.emit({ type: 'answer_given', question: 'stage', value: stage });
}

/** What is kept of her answers, a line each; the secret ones only when she has shown that it is she. */
function listAnswers(draft: Draft, all: boolean): void {
  for (const [id, answer] of Object.entries(draft.session.answers)) {
    const question = draft.question(id);
    if (!question || (question.sensitivity === 'secret' && !all) || question.type === 'slot' || id.startsWith('d_')) continue;
    draft.say('summary.line', { question: id, answer: plainAnswer(answer) });
  }
}

/** Makes the referral, or the newer content of the one that was made before. Never a second one. */
export function refer(draft: Draft): void {
  const { assessment } = draft;
  if (assessment.level === null || assessment.level === 'information_only') return;
  if (assessment.outcome !== 'referred' && assessment.outcome !== 'handover') return;
  const { refers } = draft.flow;
  if (draft.session.flags.submitted) {
    if (refers !== 'never') draft.emit({ type: 'referral_revised', referral: content(draft) });
  } else if (refers === 'submit') {
    draft.emit({ type: 'referral_submitted', referral: content(draft) });
  }
}

/** Nothing stays of a person who said no, or of whom was told without her knowing (T41, T50). */
function forgetIfDue(draft: Draft, fired: readonly string[]): void {
  const alerted = draft.facts['emergency'] === true;
  if (fired.includes('T41')) draft.emit({ type: 'person_forgotten', reason: 'consent_refused', keepAlert: alerted });
  else if (fired.includes('T50')) draft.emit({ type: 'person_forgotten', reason: 'third_person', keepAlert: alerted });
}

/** Silence after an urgent answer, or at the summary: the referral goes with what is known (intake.md §1.6). */
export function endQuietly(draft: Draft): void {
  if (draft.session.wakeAt === null) return;
  draft.silent = true;
  if (draft.session.end === null) endFlow(draft);
}

/** A message after the end is still heard: safety may open the emergency path, a yes accepts an offered person, else staff read it. */
export function afterTheEnd(draft: Draft, text: string, heard: Heard): 'human' | 'reopened' | 'noted' {
  if (heard.safety.length > 0 && draft.facts['emergency'] === true) {
    beginFlow(draft, draft.program.first);
    return 'reopened';
  }
  if (heard.safety.length === 0 && heard.intent && mayBegin(draft) && beginFlow(draft, heard.intent)) return 'reopened';
  if (heard.safety.length > 0 && draft.session.flags.submitted) refer(draft);
  if ((draft.session.flags.offered || draft.session.flags.loss) && saysYes(draft, text)) return 'human';
  if (draft.session.flags.submitted || draft.session.flags.alerted) {
    draft.emit({ type: 'note_left' });
    if (heard.safety.length === 0) draft.say(draft.session.flags.quiet ? 'msg.noted_quiet' : 'msg.noted', { code: draft.session.code });
  } else if (heard.safety.length === 0) {
    draft.say('msg.noted_ended', { code: draft.session.code });
  }
  return 'noted';
}

function saysYes(draft: Draft, text: string): boolean {
  const parsed = draft.program.kinds.consent.parse(text, {
    question: 'human_offer',
    lang: draft.session.lang ?? 'ko',
    today: draft.now.slice(0, 10),
    options: [],
    removed: [],
    limits: {},
    tries: 0,
  });
  return parsed.ok && parsed.value === 'yes';
}

/** Slots that the last words may use: the case code and the promise of a first contact. */
function lastWords(draft: Draft): Record<string, string> {
  const { assessment } = draft;
  const promised = draft.program.contactBy(assessment, draft.session.safety, draft.now);
  return {
    code: draft.session.code,
    partner: '',
    ...(promised ? { when: promised } : {}),
    likely: assessment.benefits.likely.join(','),
    possible: assessment.benefits.possible.join(','),
  };
}

function content(draft: Draft): ReferralContent {
  const { assessment } = draft;
  const { session, facts } = draft;
  const place = session.answers['area']?.value as PlaceValue | null | undefined;
  const wanted = session.answers['v_offer']?.value;
  return {
    code: session.code,
    outcome: assessment.outcome === 'handover' ? 'handover' : 'referred',
    level: assessment.level ?? 'standard_7d',
    reasons: assessment.reasons,
    safety: session.safety,
    services: assessment.services,
    benefits: assessment.benefits,
    rulesVersion: assessment.rulesVersion,
    flow: session.flow,
    flowVersion: session.flowVersion,
    lang: session.lang ?? 'ko',
    quietMode: facts['quiet_mode'] === true,
    contactWay: (facts['contact_way'] as ContactValue['way'] | null | undefined) ?? null,
    area: place?.area ?? null,
    district: place?.district ?? null,
    answers: keptAnswers(draft),
    facts,
    visitWanted: wanted === undefined ? null : wanted === 'yes',
    submittedAt: session.submittedAt ?? draft.now,
  };
}

/** Before `consent_basic` only handle, code and language go; of a child only what may be kept. */
function keptAnswers(draft: Draft): ReferralContent['answers'] {
  const { session } = draft;
  const consented = session.answers['consent_basic']?.value === 'yes';
  const { summary: _summary, ...answers } = session.answers;
  if (session.safety.includes('S12')) return Object.fromEntries(Object.entries(answers).filter(([id]) => KEPT_OF_A_CHILD.includes(id)));
  return consented ? answers : {};
}
