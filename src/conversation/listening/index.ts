import type { Command, Lang, SafetyId } from '../types.ts';
import { askedLanguage, type NamedLanguage } from './asked-language.ts';
import type { Lexicons, Sign, WholeMessage } from './compile.ts';
import { guessLanguage } from './guessed-language.ts';
import { INTENT_IDS } from './lexicon-file.ts';
import type { Heard, ListenContext, NoticeKind } from './heard.ts';
import { countKana, type Reading, saysIt } from './meaning.ts';
import { normalise } from './normal.ts';
import type { Match } from './patterns.ts';
import type { Spot, Spots } from './vocabulary.ts';
import { wholeMessages } from './whole-message.ts';

export { compileLexicons, type Lexicons } from './compile.ts';
export type { Heard, Listen, ListenContext, NoticeKind } from './heard.ts';
export { LexiconError } from './lexicon-file.ts';
export { normalise } from './normal.ts';

/** When a text says more than one command, the first of these is done. */
const COMMAND_ORDER: readonly Command[] = ['exit', 'withdraw', 'human', 'lang', 'skip', 'pause', 'back', 'why', 'help'];

/** Questions where these words are an answer: "later" to an offer is a plain no, a language is what is asked. */
const ANSWERS: Readonly<Partial<Record<Command, RegExp>>> = {
  pause: /^(?:benefits_check|b_\w+|v_\w+|consent_reminder|fund_when|human_offer)$/,
  lang: /^(?:v_language|d_action)$/,
  withdraw: /^d_\w+$/,
  human: /^(?:who|r_\w+|household)$/,
};

const NOTICES: Readonly<Record<string, NoticeKind>> = {
  immigration: 'immigration',
  loss: 'loss',
  adoption: 'adoption',
  yellow_skin: 'visit_doctor_yellow',
};

/** Under this age 38 degrees are an emergency (S04). */
const TENDER_MONTHS = 3;

/**
 * Hears what a text says besides answering the pending question: danger in any of our languages, commands, worries, a change of
 * language. Pure, total, linear in the length of the text.
 */
export function listen(lexicons: Lexicons, text: string, context: ListenContext): Heard {
  const normal = normalise(text);
  const spots = lexicons.vocabulary.find(normal);
  const reading: Reading = { lexicons, normal, spots, chat: context.lang, smallWords: new Map() };
  const said = whatIsSaid(reading, spots.found, context);
  const wholes = wholeMessages(reading, said.wholes);
  const lang = askedLanguage(reading, said.named);
  const command = commandOf(
    said,
    wholes.map((whole) => whole.id),
    lang,
    context.question,
  );
  if (command === 'exit') note(said.safety, 'S13');
  if (command === null && wholes.some((whole) => whole.id === 'chitchat')) said.notices.push('chitchat');
  return {
    safety: said.safety.sort(),
    command,
    lang: command === 'lang' ? lang : null,
    notices: said.notices.sort(),
    isQuestion: said.isQuestion,
    intent: command === null && said.safety.length === 0 ? intentOf([...said.intents, ...wholes.map((whole) => whole.id)]) : null,
    guessedLang: guessLanguage(reading),
  };
}

/** What was said, each once: short lists are faster than sets. */
interface Said {
  readonly safety: SafetyId[];
  readonly notices: NoticeKind[];
  readonly commands: Command[];
  /** Those of them that are clear at every question. */
  readonly firm: Command[];
  readonly intents: string[];
  readonly wholes: WholeMessage[];
  readonly named: NamedLanguage[];
  isQuestion: boolean;
  /** 1 for each meaning that is settled, see `SignTable`. */
  readonly settled: Uint8Array;
  /** Where violence of now was said, and violence of whenever. */
  readonly now: Match[];
  readonly whenever: Match[];
}

function whatIsSaid(reading: Reading, found: Int32Array, context: ListenContext): Said {
  const said: Said = {
    safety: [],
    notices: [],
    commands: [],
    firm: [],
    intents: [],
    wholes: [],
    named: [],
    isQuestion: reading.normal.text.includes('?'),
    settled: new Uint8Array(reading.lexicons.signs.meaningCount),
    now: [],
    whenever: [],
  };
  // Chinese and Japanese share their signs, kana tell them apart; a single one also stands in Chinese slang.
  const kana = countKana(reading.normal.text);
  const { spots, lexicons } = reading;
  const { starts, signs, othersAt, others, meanings } = lexicons.signs;
  for (const part of found) {
    const end = starts[part + 1] ?? 0;
    for (let i = starts[part] ?? 0; i < end; i += 1) {
      if (said.settled[meanings[i] ?? 0] === 1 || !areFound(spots, others, othersAt[i] ?? 0, othersAt[i + 1] ?? 0)) continue;
      const sign = signs[i] as Sign;
      if ((sign.lang === 'zh-CN' && kana > 1) || (sign.lang === 'ja' && kana === 0)) continue;
      if (hear(said, reading, sign, context)) settle(said, sign, meanings[i] ?? 0);
    }
    const uses = lexicons.isUsed[part] === 1 ? lexicons.uses[part] : undefined;
    if (!uses) continue;
    said.wholes.push(...uses.wholes);
    if (uses.names !== null) said.named.push({ lang: uses.names, words: part });
    if (uses.isQuestion) said.isQuestion = true;
  }
  // The same blow is not both: what happens now is S01, S09 is said of other words.
  if (said.whenever.some((blow) => !said.now.some((other) => overlaps(blow.head, other)))) note(said.safety, 'S09');
  return said;
}

/** Whether no other sign of the same meaning has to be looked at. */
function hear(said: Said, reading: Reading, sign: Sign, context: ListenContext): boolean {
  if (sign.kind === 'safety' && !applies(sign.id, context)) return true;
  const { when, match } = saysIt(reading, sign);
  if (when === 'past' && sign.id === 'S01') note(said.safety, 'S09');
  if (match === null) return false;
  if (sign.id === 'S01') said.now.push(match);
  if (sign.id === 'S09') {
    said.whenever.push(match);
    return false;
  }
  if (sign.kind === 'safety') note(said.safety, ruleOf(sign.id));
  else if (sign.kind === 'command') {
    note(said.commands, sign.id as Command);
    if (sign.firm) note(said.firm, sign.id as Command);
  } else if (sign.kind === 'intent') note(said.intents, sign.id);
  else {
    const notice = NOTICES[sign.id];
    if (notice) note(said.notices, notice);
  }
  // Each blow is looked at: S09 is said of other words.
  return sign.id !== 'S01';
}

/** What was said firmly was also said. */
function settle({ settled }: Said, sign: Sign, meaning: number): void {
  settled[meaning] = 1;
  if (sign.firm) settled[meaning - 1] = 1;
}

function note<T>(list: T[], one: T): void {
  if (!list.includes(one)) list.push(one);
}

function areFound(spots: Spots, parts: Int32Array, first: number, end: number): boolean {
  for (let i = first; i < end; i += 1) if (!spots.has(parts[i] ?? -1)) return false;
  return true;
}

function overlaps(a: Spot, b: Spot): boolean {
  return a.start < b.end && b.start < a.end;
}

function ruleOf(id: string): SafetyId {
  return id === 'S05_labour' ? 'S05' : id;
}

/** Rules that depend on what is already known (rules.md §3). */
function applies(id: string, { stage, facts, question }: ListenContext): boolean {
  if (id === 'S05_labour') return stage !== 'baby';
  if (id === 'S04') {
    const months = facts['baby_age_months'];
    return typeof months !== 'number' || months < TENDER_MONTHS;
  }
  // There the number is the baby's.
  if (id === 'S12') return question !== 'baby_birth' && question !== 'birth_weeks' && question !== 'due_date';
  return true;
}

/** The one flow that was asked for. Moving or cancelling a visit is also told of a visit; two other wishes at once are not clear. */
function intentOf(said: readonly string[]): string | null {
  if (said.length === 0) return null;
  const isOther = said.includes('visit_change') || said.includes('visit_cancel');
  const asked = INTENT_IDS.filter((id) => said.includes(id) && !(id === 'visit_book' && isOther));
  const [only] = asked;
  return asked.length === 1 ? (only ?? null) : null;
}

function commandOf({ commands, firm }: Said, wholes: readonly string[], lang: Lang | null, question: string | null): Command | null {
  if (commands.length === 0 && wholes.length === 0 && lang === null) return null;
  for (const command of COMMAND_ORDER) {
    const isAnswer = question !== null && (ANSWERS[command]?.test(question) ?? false);
    if (firm.includes(command)) return command;
    // Asking for a person in so many words is clear at every question.
    if (isAnswer && command !== 'human') continue;
    if (commands.includes(command)) return command;
    if (isAnswer) continue;
    if (wholes.includes(command) || (command === 'lang' && lang !== null)) return command;
  }
  return null;
}
