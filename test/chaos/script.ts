import type { Persona } from '../../src/conversation/simulate.ts';
import { LANGS, type Lang } from '../../src/conversation/types.ts';
import { chanceOf, type Chance } from './chance.ts';

/** What a message says; the contract's body without `id` and `at`. */
export interface Words {
  readonly text?: string;
  readonly choice?: string | readonly string[];
  readonly locale?: Lang;
}

/** A question as the page gets it. */
export interface Asked {
  readonly id: string;
  readonly type: string;
  readonly choices?: readonly { readonly value: string }[];
  readonly multiple?: boolean;
}

/** How a family behaves in the chat: shares of its messages, and places in the conversation. */
export interface Script {
  readonly index: number;
  readonly persona: Persona;
  /** `words`: types what the persona says. `buttons`: chooses at random, in any language. */
  readonly speaks: 'words' | 'buttons';
  readonly lang: Lang;
  readonly skips: number;
  readonly interrupts: number;
  /** The same message twice at once, to both servers. */
  readonly twice: number;
  /** Two different messages at once. */
  readonly atOnce: number;
  /** An old message comes again. */
  readonly late: number;
  /** A message that answers to a screen of before. */
  readonly stale: number;
  /** Leaves without a word after this many messages; null: stays. */
  readonly leavesAfter: number | null;
  /** Asks to be forgotten after this many messages; null: never. */
  readonly withdrawsAfter: number | null;
  /** What staff do with her case: `left` to the ladder, `decided`, or `visited` as well. */
  readonly care: 'left' | 'decided' | 'visited';
  /** Writes again after the end. */
  readonly writesAgain: boolean;
  /** Longest pause between two messages, in ms of real time. */
  readonly pauseMs: number;
}

const CARE: readonly Script['care'][] = ['visited', 'decided', 'decided', 'decided', 'decided', 'left', 'left', 'left', 'left', 'left'];

export function scriptOf(seed: number, index: number, personas: readonly Persona[]): Script {
  const chance = chanceOf(seed, 'conversation', index);
  const persona = chance.pick(personas);
  const speaks = chance.holds(0.75) ? 'words' : 'buttons';
  const troubled = chance.holds(0.5);
  const share = (value: number): number => (troubled ? value : 0);
  return {
    index,
    persona,
    speaks,
    lang: speaks === 'words' ? persona.locale : chance.pick(LANGS),
    skips: chance.holds(0.3) ? 0.15 : 0,
    interrupts: chance.holds(0.3) ? 0.1 : 0,
    twice: share(0.08),
    atOnce: share(0.04),
    late: share(0.05),
    stale: share(0.03),
    leavesAfter: chance.holds(0.06) ? chance.between(1, 12) : null,
    withdrawsAfter: chance.holds(0.05) ? chance.between(1, 18) : null,
    care: chance.pick(CARE),
    writesAgain: chance.holds(0.1),
    pauseMs: chance.pick([50, 200, 400]),
  };
}

/** The same family until its end: what it draws while it talks. */
export const lifeOf = (seed: number, { index }: Script): Chance => chanceOf(seed, 'life', index);

const ASIDES: readonly Words[] = [
  { choice: 'why' },
  { choice: 'back' },
  { choice: 'help' },
  { choice: 'human' },
  { text: '사람이랑 얘기하고 싶어요' },
  { text: 'why do you ask?' },
  { text: 'English please' },
  { text: '🙂' },
  { text: '남편이 때려요' },
  { text: '지금 누가 화면을 봐요' },
];

const TYPED: Readonly<Record<string, readonly string[]>> = {
  date: ['2027-01-15', '2026-12-24', '2026-03-02', '2025-11-30', '12', '다음 달'],
  number: ['34', '0', 'two', '40'],
  place: ['인천 남동구 만수3동', '연수구', '부천시', 'Bupyeong', '몰라요'],
  contact: ['010-1234-5678', '０１０－９８７６－５４３２', 'chat'],
  text: ['감사합니다', 'ok', 'cảm ơn'],
};

function byButtons(asked: Asked, chance: Chance): Words {
  if (asked.type === 'consent') return { choice: chance.holds(0.85) ? 'yes' : 'no' };
  if (asked.id === 'danger_now') return { choice: chance.holds(0.9) ? 'no' : 'yes' };
  const values = (asked.choices ?? []).map(({ value }) => value);
  if (values.length === 0) return { text: chance.pick(TYPED[asked.type] ?? ['1']) };
  return { choice: asked.multiple ? chance.shuffled(values).slice(0, chance.between(1, 3)) : chance.pick(values) };
}

/** Answers of one question that are tried before it is left out. */
const MAX_TRIES = 4;

/** What she says to a question that she is asked for the `times`-th time (from 0). */
export function answerTo({ persona, speaks, lang, skips, interrupts }: Script, asked: Asked, times: number, chance: Chance): Words {
  // Asked of whoever writes on after everything was deleted.
  if (asked.id === 'lang') return { choice: lang };
  if (asked.id === 'consent_reminder') return { choice: chance.holds(0.85) ? 'yes' : 'no' };
  if (chance.holds(interrupts)) return chance.pick(ASIDES);
  const interrupt = times === 0 ? persona.interrupts.find(({ before }) => before === asked.id) : undefined;
  if (speaks === 'words' && interrupt) return { text: interrupt.say };
  if (times >= MAX_TRIES || chance.holds(skips)) return { choice: 'skip' };
  if (speaks === 'buttons') return byButtons(asked, chance);
  const answers = persona.answers[asked.id];
  if (answers === undefined) return { choice: 'skip' };
  const list = typeof answers === 'string' ? [answers] : answers;
  return { text: list[Math.min(times, list.length - 1)] ?? '' };
}

/** What is sent beside an answer, in the same moment. */
export const besideIt = (chance: Chance): Words => chance.pick([{ choice: 'why' }, { text: '?' }, { text: '잠깐만요' }]);

/** Asks for everything to be deleted. */
export const WITHDRAW: Words = { text: 'delete everything' };
