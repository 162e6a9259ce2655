import { advance, repeatQuestion } from './advance.ts';
import { explain, skipQuestion } from './answering.ts';
import { beginFlow } from './beginning.ts';
import { withdraw } from './deeds.ts';
import type { Draft } from './draft.ts';
import { endFlow } from './ending.ts';
import { ASK_DANGER_AGAIN_HOURS } from './limits.ts';
import { fireSafety } from './safety.ts';
import type { Session } from './session.ts';
import type { Command, Lang } from './types.ts';

/** The first message of a conversation. With a language it goes straight to the first question. */
export function openConversation(draft: Draft, code: string, lang: Lang | null): void {
  const flow = draft.program.flows.get(draft.program.first);
  if (!flow) return;
  const known = lang !== null && draft.program.langs.includes(lang) ? lang : null;
  draft.emit({ type: 'conversation_started', code, lang: known, flow: flow.id, version: flow.version, at: draft.now });
  if (known !== null) sayOpening(draft);
}

function sayOpening(draft: Draft): void {
  for (const key of draft.flow.opens) {
    if (draft.session.said.includes(key)) continue;
    draft.emit({ type: 'message_said', key });
    draft.say(key);
  }
}

/**
 * She comes back after a pause, a quick exit or a day of silence. In quiet mode nothing of before is shown.
 *
 * @returns true when the question that she may remember is not on her screen any more, so that her words are not its answer.
 */
export function resumeIfAway(draft: Draft, before: Session): boolean {
  if (before.lastAt === '') return false;
  const hours = (Date.parse(draft.now) - Date.parse(before.lastAt)) / 3_600_000;
  draft.dangerAgain = hours >= ASK_DANGER_AGAIN_HOURS;
  const away = before.flags.paused === true || before.flags.hidden === true;
  if (!away || before.flags.loss === true) return false;
  draft.emit({ type: 'conversation_resumed' });
  draft.say(before.flags.quiet ? 'msg.welcome_quiet' : 'msg.welcome_back');
  return true;
}

/** A command that works anywhere (intake.md §1.5). */
export function runCommand(draft: Draft, command: Command, lang: Lang | null): void {
  draft.emit({ type: 'command_received', command });
  switch (command) {
    case 'human':
      askForHuman(draft);
      return;
    case 'pause':
      pause(draft);
      draft.say('msg.paused');
      return;
    case 'exit':
      // Nothing that was said in this turn may stand on a screen that somebody else is looking at.
      draft.outputs.length = 0;
      fireSafety(draft, ['S13']);
      draft.emit({ type: 'screen_hidden' });
      pause(draft);
      draft.say('msg.neutral_screen');
      return;
    case 'withdraw':
      withdraw(draft);
      return;
    case 'lang':
      changeLanguage(draft, lang);
      return;
    case 'back':
      goBack(draft);
      return;
    case 'skip':
      if (draft.session.pending === null) {
        draft.say('msg.help');
        repeatQuestion(draft);
      } else if (draft.session.pending === 'lang') {
        // She will not choose: the language that she had, or that of the region.
        changeLanguage(draft, draft.session.lang ?? 'ko');
      } else {
        skipQuestion(draft);
        advance(draft);
      }
      return;
    case 'help':
    case 'why':
      explain(draft, command);
      repeatQuestion(draft);
      return;
  }
}

/** The pending question is dropped, staff ask the rest (intake.md §10). */
function askForHuman(draft: Draft): void {
  if (draft.session.lang === null) draft.emit({ type: 'language_changed', lang: 'ko' });
  draft.emit({ type: 'human_asked' });
  // The first flow has the words of a hand-over, whatever was being asked.
  if (draft.flow.id !== draft.program.first) beginFlow(draft, draft.program.first);
  if (endFlow(draft)) advance(draft);
}

function pause(draft: Draft): void {
  const eligible = draft.facts['eligible'];
  if (typeof eligible === 'boolean') draft.emit({ type: 'eligibility_settled', eligible });
  draft.emit({ type: 'conversation_paused' });
}

function changeLanguage(draft: Draft, lang: Lang | null): void {
  if (lang === null || !draft.program.langs.includes(lang)) {
    if (draft.session.pending !== 'lang') draft.emit({ type: 'question_asked', question: 'lang', counted: false });
    repeatQuestion(draft);
    return;
  }
  if (lang !== draft.session.lang) draft.emit({ type: 'language_changed', lang });
  if (draft.session.end !== null && (draft.session.pending === null || draft.session.pending === 'lang')) {
    draft.say('msg.language_changed');
    return;
  }
  sayOpening(draft);
  advance(draft);
}

/** Redoes the last answer; never out of an emergency; a consent taken back is a withdrawal (intake.md §1.5). */
function goBack(draft: Draft): void {
  const answered = draft.session.asked.filter((id) => draft.session.answers[id] !== undefined && draft.question(id) !== null);
  const path = draft.path();
  const here = answered.filter((id) => path?.ask.some((item) => item.question === id));
  const last = here.at(-1);
  const stuck = draft.facts['emergency'] === true && (last === 'danger_now' || last === 'danger_kind');
  if (last === undefined || stuck || draft.session.end !== null) {
    draft.say('msg.no_back');
    repeatQuestion(draft);
    return;
  }
  draft.emit({ type: 'answers_reopened', questions: [last] });
  advance(draft);
}
