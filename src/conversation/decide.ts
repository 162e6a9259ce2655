import { advance, repeatQuestion } from './advance.ts';
import { answerByChoice, answerByText } from './answering.ts';
import { openConversation, resumeIfAway, runCommand } from './commands.ts';
import { beginFlow, mayBegin } from './beginning.ts';
import { Draft } from './draft.ts';
import { afterTheEnd, endQuietly } from './ending.ts';
import type { ConversationEvent } from './events.ts';
import { fireOnFacts, fireSafety } from './safety.ts';
import type { Program } from './program.ts';
import type { Session } from './session.ts';
import { Hearing } from './hearing.ts';
import { setTimer } from './timer.ts';
import { hearLoss, hearNotices, heardAnything } from './notices.ts';
import type { Action, ActionResult, Input, Instant, Output, RedactionId } from './types.ts';

/**
 * What one input causes: events in order, the session that they make (each folded in by `evolve`), and what to say. Safety first, then commands, then the pending question
 * (intake.md §0.7). Pure and total.
 */
export function decide(
  program: Program,
  session: Session,
  input: Input,
  now: Instant,
  results: readonly ActionResult[] = [],
): {
  readonly session: Session;
  readonly events: readonly ConversationEvent[];
  readonly outputs: readonly Output[];
  readonly action: Action | null;
} {
  const draft = new Draft(program, session, now, results);
  draft.emit({ type: 'turn_received', at: now });
  migrate(draft);
  take(draft, session, input);
  if (draft.session.code !== '') setTimer(draft, input.kind);
  draft.rememberFacts();
  return { session: draft.session, events: draft.events, outputs: draft.outputs, action: draft.wanted };
}

/** Goes on with the newer version of the flow where that says how. */
function migrate(draft: Draft): void {
  const { flow, flowVersion } = draft.session;
  const present = draft.program.flows.get(flow);
  const way = present?.version === flowVersion ? undefined : present?.migrates.find(({ from }) => from === flowVersion);
  if (present && way) draft.emit({ type: 'flow_migrated', version: present.version, renames: way.renames, reopens: way.reopens });
}

function take(draft: Draft, before: Session, input: Input): void {
  switch (input.kind) {
    case 'start':
      openConversation(draft, input.code, input.lang);
      if (input.text !== undefined) takeText(draft, input.text, input.removed ?? [], true);
      else if (draft.session.lang !== null) advance(draft);
      else repeatQuestion(draft);
      return;
    case 'text':
      if (resumeIfAway(draft, before)) takeText(draft, input.text, input.removed, true);
      else takeText(draft, input.text, input.removed, input.stale);
      return;
    case 'choice':
      if (resumeIfAway(draft, before)) takeChoice(draft, input.values, true);
      else takeChoice(draft, input.values, input.stale);
      return;
    case 'language':
      runCommand(draft, 'lang', input.lang);
      return;
    case 'flow':
      if (mayBegin(draft) && beginFlow(draft, input.flow)) advance(draft);
      else repeatQuestion(draft);
      return;
    case 'timer':
      endQuietly(draft);
      return;
    case 'notice':
      tellNotice(draft, input.notice, input.params);
      return;
  }
}

/** @param unseen The sender had not seen the present question: her words are heard, but not taken as its answer. */
function takeText(draft: Draft, text: string, removed: readonly RedactionId[], unseen: boolean): void {
  const { session, program } = draft;
  const heard = program.listen(text, new Hearing(draft));
  if (session.lang === null) {
    const lang = heard.lang ?? heard.guessedLang ?? (heardAnything(heard) ? 'en' : null);
    if (lang !== null && program.langs.includes(lang)) draft.emit({ type: 'language_changed', lang });
  }
  if (removed.length > 0) {
    draft.emit({ type: 'identity_number_removed', rules: removed });
    draft.say('msg.no_id_numbers');
  }
  if (heard.safety.length > 0) fireSafety(draft, heard.safety);
  if (heard.notices.includes('visit_doctor_yellow')) draft.emit({ type: 'sign_told', sign: 'yellow_skin' });
  if (heard.command === 'exit' || heard.safety.includes('S13')) {
    runCommand(draft, 'exit', null);
    return;
  }
  if (heard.safety.length === 0 && hearLoss(draft, heard)) return;
  if (heard.command !== null) {
    runCommand(draft, heard.command, heard.lang);
    return;
  }
  if (draft.session.lang === null) {
    repeatQuestion(draft);
    return;
  }
  if (hearNotices(draft, heard)) {
    advance(draft);
    return;
  }
  if (draft.session.pending === null && (draft.session.end !== null || draft.session.flags.loss)) {
    const then = afterTheEnd(draft, text, heard);
    if (then === 'human') runCommand(draft, 'human', null);
    if (then === 'reopened') advance(draft);
    return;
  }
  if (!unseen && draft.session.pending !== null) answerByText(draft, text, removed, heard);
  fireOnFacts(draft);
  advance(draft);
}

function takeChoice(draft: Draft, values: readonly string[], unseen: boolean): void {
  const only = values.length === 1 ? values[0] : undefined;
  if (only === 'exit' || only === 'withdraw') {
    runCommand(draft, only, null);
    return;
  }
  if (only === 'human' || only === 'back' || only === 'why' || only === 'help' || only === 'skip') {
    if (only === 'skip' && (unseen || draft.session.pending === null)) advance(draft);
    else runCommand(draft, only, null);
    return;
  }
  if (draft.session.pending === 'lang' || draft.session.lang === null) {
    const lang = draft.program.langs.find((known) => known === only) ?? null;
    if (lang === null) repeatQuestion(draft);
    else runCommand(draft, 'lang', lang);
    return;
  }
  if (draft.session.pending === null || unseen) {
    if (draft.session.pending === null && (draft.session.end !== null || draft.session.flags.loss))
      draft.say('msg.noted_ended', { code: draft.session.code });
    else advance(draft);
    return;
  }
  answerByChoice(draft, values);
  fireOnFacts(draft);
  advance(draft);
}

/** A staff-side fact is told in the chat; a booking asks for the consent to remind when nothing else is being asked. */
function tellNotice(draft: Draft, notice: string, params: Readonly<Record<string, string | number>>): void {
  draft.emit({ type: 'notice_told', notice, params });
  draft.say(draft.session.flags.quiet ? `notice.${notice}_quiet` : `notice.${notice}`, params);
  const asks = draft.facts['visit_told'] === true && draft.session.answers['consent_reminder'] === undefined;
  if (draft.session.end === null || draft.session.pending !== null || !asks || draft.session.flags.quiet) return;
  if (beginFlow(draft, 'visit_notice')) advance(draft);
}
