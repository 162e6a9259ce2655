import { seoulDate } from '../../rules/facts.ts';
import { factsOf } from '../draft.ts';
import type { ConversationEvent } from '../events.ts';
import type { CompiledQuestion, Program } from '../program.ts';
import { admit } from '../redact.ts';
import { step } from '../step.ts';
import type { Lang } from '../types.ts';
import { Findings, type Inspection } from './finding.ts';
import type { LocaleFile } from './locale.ts';
import type { Subject } from './subject.ts';
import type { Shown } from './walk-record.ts';

/** What came of a typed text: an option, something that is none, or a thing of its own such as a command. */
type Understood = { readonly code: string | null } | { readonly heard: string };

/**
 * Words that stand in one label alone and yet mean another option when they are all she says. Judged one by one; a new one is
 * a finding.
 */
const MEANT_ALONE: readonly { readonly question: string; readonly label: string; readonly means: string; readonly because: string }[] = [
  { question: 'danger_now', label: 'unsure', means: 'no', because: '"well" of "I do not know well" alone says that she is well' },
  { question: 'b_money', label: 'recipient', means: 'low', because: '"poor" alone says how it is, not that she gets support' },
  { question: 'stage', label: 'none', means: 'both', because: '"two" of "neither of the two" alone is both' },
  { question: 'needs', label: 'medical', means: 'living', because: '"money" alone is money to live on' },
  { question: 'f_help', label: 'medical', means: 'living', because: '"money" alone is money to live on' },
  { question: 'needs', label: 'secret_birth', means: 'medical', because: '"birth" alone says nothing of a secret' },
  { question: 'heart_home', label: 'might_hurt_baby', means: 'afraid', because: '"I am afraid" alone does not say that she fears herself' },
  { question: 'body_signs', label: 'baby_fever', means: 'fever', because: '"temperature" alone does not name the baby' },
];

/**
 * What is shown as a choice and typed back must be taken as that choice: its label, its number, and each word that only its
 * label has. A word that is not understood is asked back and no harm; one that is understood as another option is.
 */
export function ambiguousChoice({ program, chats, walk }: Subject): Inspection {
  const findings = new Findings('ambiguous-choice');
  for (const chat of chats.values()) {
    const looked = new Set<string>();
    for (const form of [...walk.shown.values()].flat()) {
      const question = program.questions.get(form.question);
      const options = question ? optionsOf(form, question) : [];
      const keys = `${form.question} ${options.map((option) => option.key).join(' ')}`;
      if (!question || looked.has(keys)) continue;
      looked.add(keys);
      lookAt(findings, program, chat, { ...form, options }, question);
    }
  }
  return findings.all;
}

const optionsOf = (form: Shown, question: CompiledQuestion): Shown['options'] =>
  question.type === 'contact' ? [{ code: 'chat_only', key: `q.${form.question}.options.chat_only` }] : form.options;

function lookAt(findings: Findings, program: Program, chat: LocaleFile, form: Shown, question: CompiledQuestion): void {
  const labels = form.options.map(({ key }) => program.texts.say(chat.lang, key));
  form.options.forEach(({ code, key }, i) => {
    const label = labels[i] ?? '';
    const others = labels.filter((_, j) => j !== i);
    const look = (text: string, mayBeUnknown: boolean): void => {
      const understood = understand(program, form, chat.lang, text);
      const judged =
        mayBeUnknown &&
        MEANT_ALONE.some(
          (one) => one.question === question.id && one.label === code && 'code' in understood && one.means === understood.code,
        );
      findings.check(judged ? null : problemOf(understood, code, mayBeUnknown, text, key), () => chat.place(key), { lang: chat.lang });
    };
    look(label, false);
    if (question.type === 'choice' || question.type === 'multi') look(String(i + 1), false);
    for (const word of ownWords(label, others)) if (!isPlainAnswer(program, form, chat.lang, word)) look(word, true);
  });
}

function problemOf(understood: Understood, code: string, mayBeUnknown: boolean, text: string, key: string): string | null {
  if ('heard' in understood) return mayBeUnknown ? null : `"${text}" typed for ${key} is heard as ${understood.heard}`;
  if (understood.code === code || (mayBeUnknown && understood.code === null)) return null;
  return understood.code === null
    ? `"${text}" typed for ${key} is not understood`
    : `"${text}" typed for ${key} is understood as ${understood.code}`;
}

/** Types a text at a question, in a language. */
function understand(program: Program, { question, session, now }: Shown, lang: Lang, text: string): Understood {
  const asked = { ...session, lang, tries: 0 };
  const { events } = step(program, asked, { kind: 'text', ...admit(text), stale: false }, now);
  const answer = events.find((event) => event.type === 'answer_given' && event.question === question);
  if (answer?.type === 'answer_given') return { code: codeOf(answer) };
  const command = events.find((event) => event.type === 'command_received');
  if (command?.type === 'command_received') return { heard: `the command ${command.command}` };
  return events.some((event) => event.type === 'loss_told') ? { heard: 'a loss' } : { code: null };
}

function codeOf({ value }: Extract<ConversationEvent, { type: 'answer_given' }>): string | null {
  if (Array.isArray(value)) return value.join('+');
  if (typeof value === 'object' && value !== null && 'way' in value) return value.way;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** A word that by itself is a yes or a no ("sure" of "not sure") is one wherever it stands. */
function isPlainAnswer(program: Program, { question, session, now }: Shown, lang: Lang, word: string): boolean {
  const context = { question, lang, today: seoulDate(now), options: [], removed: [], facts: factsOf(session, now), limits: {}, tries: 0 };
  return program.kinds.consent.parse(word, context).ok;
}

const WORD = /[\p{L}\p{M}]+/gu;
/** Letters of a word that carry its meaning; what follows is grammar. Scripts that are written closely say more in fewer. */
const STEM = 4;
const STEM_CLOSE = 2;
const CLOSE = /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Words of a label whose stem no other label has. */
function ownWords(label: string, others: readonly string[]): readonly string[] {
  const elsewhere = others.map((other) => other.toLowerCase());
  return [...new Set(label.toLowerCase().match(WORD) ?? [])].filter((word) => {
    const least = CLOSE.test(word) ? STEM_CLOSE : STEM;
    const stem = [...word].slice(0, least).join('');
    return [...word].length >= least && !elsewhere.some((other) => other.includes(stem));
  });
}
