import { z } from 'zod';
import type { ContentFile } from '../../rules/content-file.ts';
import { LANGS, type Lang } from '../types.ts';

/** What a lexicon can listen for as danger: S-rules; `S05_labour` is the part of S05 that counts only before birth. */
export const SIGN_IDS = ['S01', 'S02', 'S03', 'S04', 'S05', 'S05_labour', 'S08', 'S09', 'S10', 'S11', 'S12', 'S13'] as const;
export type SignId = (typeof SIGN_IDS)[number];

export const NOTICE_IDS = ['immigration', 'loss', 'adoption', 'yellow_skin', 'chitchat'] as const;
/** Flows that a family may ask for by its own words, once nothing else is being asked. */
export const INTENT_IDS = [
  'fund',
  'visit_book',
  'visit_change',
  'visit_cancel',
  'coaching',
  'benefits',
  'my_data',
  'wellbeing',
  'safety_check',
] as const;
export type IntentId = (typeof INTENT_IDS)[number];
export const COMMAND_IDS = ['human', 'pause', 'withdraw', 'lang', 'exit', 'back', 'help', 'skip', 'why'] as const;

const Words = z.array(z.string().min(1));

const Examples = {
  /** Texts that must be heard as this, and texts that must not: checked by a test. */
  must_match: Words.default([]),
  must_not_match: Words.default([]),
};

const Sign = z.strictObject({
  phrases: Words.min(1),
  /** Phrases that, in the same sentence, take the meaning away ("dying of laughter"). */
  unless: Words.default([]),
  ...Examples,
});
export type SignSource = z.infer<typeof Sign>;

const Command = z.strictObject({
  /** The message says this and nothing else but polite words. */
  whole: Words.default([]),
  /** Clear anywhere in a message. */
  phrases: Words.default([]),
  /** Clear even where the plain word would be an answer ("stop for now" at an offer, where "later" is a no). */
  anywhere: Words.default([]),
  unless: Words.default([]),
  ...Examples,
});

export type CommandSource = z.infer<typeof Command>;

/** The form of `flows/lexicon/<lang>.yaml`; the syntax of phrases is in `phrase.ts`. */
export const LexiconSource = z.strictObject({
  status: z.enum(['draft', 'reviewed']),
  reviewed_by: z.string().nullable(),
  /** Word groups that phrases may name as `@name`. */
  words: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), Words).default({}),
  negation: z.strictObject({
    before: Words.default([]),
    after: Words.default([]),
    /** Words that end the reach of a negation. */
    breaks: Words.default([]),
    /** Wordings that look like a negation and are none ("non-stop", "nobody helps"). */
    never: Words.default([]),
    /** Most letters between a negation and what it denies, where it differs from the usual. */
    reach_before: z.number().int().optional(),
    reach_after: z.number().int().optional(),
  }),
  /** Past and over ("last year"); `still` brings it back to now; `others` are people who are not she or her baby. */
  past: Words.default([]),
  /** Over, but only just ("yesterday"): violence of then is no violence of now, other danger may still be. */
  recent: Words.default([]),
  still: Words.default([]),
  others: Words.default([]),
  died: Words.default([]),
  /** Words that make a sign a case to be asked about ("if my waters break, where do I go?"), before or after it. */
  supposed: z.strictObject({ before: Words.default([]), after: Words.default([]) }).prefault({}),
  /** Polite words around a command. */
  fillers: Words.default([]),
  questions: Words.default([]),
  safety: z.partialRecord(z.enum(SIGN_IDS), Sign).default({}),
  notices: z.partialRecord(z.enum(NOTICE_IDS), Sign).default({}),
  commands: z.partialRecord(z.enum(COMMAND_IDS), Command).default({}),
  /** Words that begin a flow, by its id. */
  intents: z.partialRecord(z.enum(INTENT_IDS), Command).default({}),
  languages: z.strictObject({
    /** How each language is called in this one. */
    names: z.partialRecord(z.enum(LANGS), Words).default({}),
    /** Words that, near a name, ask for that language. */
    request: Words.default([]),
  }),
  /** Everyday words by which this language is known from others of its script. */
  known_by: Words.default([]),
});
export type LexiconSource = z.infer<typeof LexiconSource>;

export interface LexiconFile {
  readonly lang: Lang;
  readonly source: LexiconSource;
  readonly file: ContentFile;
}

/** A lexicon that cannot be used. The message begins with `file:line`. */
export class LexiconError extends Error {
  readonly file: string;
  readonly line: number;

  constructor(file: string, line: number, message: string) {
    super(`${file}:${line}: ${message}`);
    this.name = 'LexiconError';
    this.file = file;
    this.line = line;
  }
}

/** @throws LexiconError with file and line. */
export function readLexicon(file: ContentFile): LexiconFile {
  const name = /([^/]+)\.yaml$/.exec(file.name)?.[1];
  const lang = LANGS.find((known) => known === name);
  if (lang === undefined) throw new LexiconError(file.name, 1, `"${name ?? file.name}" is no language of ours`);
  const parsed = LexiconSource.safeParse(file.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = (issue?.path ?? []).filter((part): part is string | number => typeof part !== 'symbol');
    throw new LexiconError(file.name, file.lineOf(path), `${path.join('.')}: ${issue?.message ?? 'invalid'}`);
  }
  return { lang, source: parsed.data, file };
}
