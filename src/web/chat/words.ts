import { z } from 'zod';

const text = z.string().min(1);

/** The words of the page itself, `locales/<lang>/page.json`. What the conversation says is in `chat.json`. */
export const PageWords = z.strictObject({
  title: text,
  name: text,
  to_question: text,
  exit: text,
  exit_hint: text,
  hello: text,
  choose: text,
  privacy: z.tuple([text, text, text]),
  urgent: text,
  call_119: text,
  call_112: text,
  call_1366: text,
  you: text,
  write: text,
  or_write: text,
  several: text,
  send: text,
  skip: text,
  back: text,
  why: text,
  human: text,
  go_on: text,
  progress: text,
  hidden: text,
  show: text,
  menu: text,
  language: text,
  word: text,
  word_help: text,
  word_label: text,
  word_set: text,
  word_done: text,
  word_bad: text,
  word_hidden: text,
  return: text,
  code_label: text,
  return_button: text,
  return_wrong: text,
  return_locked: text,
  delete: text,
  delete_ask: text,
  delete_yes: text,
  delete_no: text,
  draft: text,
  not_saved: text,
  wait: text,
  unreadable: text,
  trouble: text,
  sending: text,
  again: text,
  news: text,
});
export type PageWords = z.infer<typeof PageWords>;
export type PageWord = Exclude<keyof PageWords, 'privacy'>;

/** Fills `{slot}`s. */
export const filled = (words: string, slots: Readonly<Record<string, string | number>>): string =>
  words.replace(/\{(\w+)\}/g, (whole, name: string) => String(slots[name] ?? whole));
