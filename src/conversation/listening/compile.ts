import type { ContentFile } from '../../rules/content-file.ts';
import { LANGS, type Command, type Lang } from '../types.ts';
import {
  COMMAND_IDS,
  type CommandSource,
  INTENT_IDS,
  type IntentId,
  LexiconError,
  type LexiconFile,
  NOTICE_IDS,
  readLexicon,
  SIGN_IDS,
  type SignId,
} from './lexicon-file.ts';
import type { Pattern } from './patterns.ts';
import { createPhraseReader, type Phrase, type PhraseReader } from './phrase.ts';
import { type SignTable, signTableOf } from './sign-table.ts';
import { Vocabulary, type PartId } from './vocabulary.ts';

/** One phrase that means something. */
export interface Sign {
  readonly kind: 'safety' | 'notice' | 'command' | 'intent';
  readonly id: string;
  readonly lang: Lang;
  readonly pattern: Pattern;
  readonly unless: readonly Pattern[];
  /** A command that is clear even where its words could be an answer. */
  readonly firm: boolean;
}

/** A command, or the beginning of a flow, that is the whole message. */
export interface WholeMessage {
  readonly id: Command | IntentId | 'chitchat';
  readonly lang: Lang;
  readonly words: PartId;
  readonly unless: readonly Pattern[];
}

/** The small words of one language that change what others mean. */
export interface Modifiers {
  /** Most units between a negation and what it denies. */
  readonly reach: { readonly before: number; readonly after: number };
  readonly before: PartId;
  readonly after: PartId;
  readonly breaks: PartId;
  readonly never: PartId;
  readonly past: PartId;
  readonly recent: PartId;
  readonly still: PartId;
  readonly others: PartId;
  readonly died: PartId;
  readonly supposedBefore: PartId;
  readonly supposedAfter: PartId;
  readonly fillers: PartId;
  readonly questions: PartId;
  readonly request: PartId;
  readonly knownBy: PartId;
}

/** All lexicons, ready to listen with. */
export interface Lexicons {
  readonly vocabulary: Vocabulary;
  readonly signs: SignTable;
  /** What else finding a part is good for, by its number; undefined is nothing by itself. */
  readonly uses: readonly (PartUses | undefined)[];
  /** 1 for a part that is good for something. */
  readonly isUsed: Uint8Array;
  readonly modifiers: ReadonlyMap<Lang, Modifiers>;
}

/** What the finding of one part may mean by itself. */
export interface PartUses {
  readonly wholes: readonly WholeMessage[];
  /** The language that it is a name of. */
  readonly names: Lang | null;
  readonly isQuestion: boolean;
}

const PACKED: readonly Lang[] = ['ko', 'zh-CN', 'th', 'km', 'ja'];
const NEAR_PACKED = 12;
const NEAR_SPACED = 26;
const REACH_PACKED = { before: 8, after: 9 };
const REACH_SPACED = { before: 20, after: 18 };

/**
 * Compiles `flows/lexicon/*.yaml`.
 *
 * @throws LexiconError with file and line.
 */
export function compileLexicons(files: readonly ContentFile[]): Lexicons {
  const vocabulary = new Vocabulary();
  const signs: Sign[] = [];
  const wholes: WholeMessage[] = [];
  const modifiers = new Map<Lang, Modifiers>();
  const names: { readonly lang: Lang; readonly words: PartId }[] = [];
  for (const lexicon of files.map(readLexicon)) {
    const entry = new Entry(vocabulary, lexicon);
    signs.push(...entry.signs());
    wholes.push(...entry.wholes());
    modifiers.set(lexicon.lang, entry.modifiers());
    names.push(...entry.names());
  }
  vocabulary.seal();
  const uses = usesOfParts(vocabulary.size, wholes, names, [...modifiers.values()]);
  return { vocabulary, signs: signTableOf(signs, vocabulary.size), uses, isUsed: Uint8Array.from(uses, (use) => (use ? 1 : 0)), modifiers };
}

function usesOfParts(
  size: number,
  wholes: readonly WholeMessage[],
  names: readonly { readonly lang: Lang; readonly words: PartId }[],
  modifiers: readonly Modifiers[],
): readonly (PartUses | undefined)[] {
  const wholesOf = new Map<PartId, WholeMessage[]>();
  for (const whole of wholes) wholesOf.set(whole.words, [...(wholesOf.get(whole.words) ?? []), whole]);
  const namesOf = new Map(names.toReversed().map((name) => [name.words, name.lang]));
  const questions = new Set(modifiers.map((words) => words.questions));
  return Array.from({ length: size }, (_, part) =>
    wholesOf.has(part) || namesOf.has(part) || questions.has(part)
      ? {
          wholes: wholesOf.get(part) ?? [],
          names: namesOf.get(part) ?? null,
          isQuestion: questions.has(part),
        }
      : undefined,
  );
}

/** Enters one language's file into the vocabulary. */
class Entry {
  private readonly vocabulary: Vocabulary;
  private readonly lexicon: LexiconFile;
  private readonly phrase: PhraseReader;
  private readonly lang: Lang;

  constructor(vocabulary: Vocabulary, lexicon: LexiconFile) {
    this.vocabulary = vocabulary;
    this.lexicon = lexicon;
    this.lang = lexicon.lang;
    this.phrase = createPhraseReader(new Map(Object.entries(lexicon.source.words)));
  }

  signs(): Sign[] {
    const { source } = this.lexicon;
    const out: Sign[] = [];
    const add = (
      kind: Sign['kind'],
      id: string,
      path: readonly string[],
      phrases: readonly string[],
      unless: readonly string[],
      list = 'phrases',
    ): void => {
      const exceptions = unless.map((phrase, i) => this.pattern(phrase, [...path, 'unless', i], false));
      phrases.forEach((phrase, i) => {
        const pattern = this.pattern(phrase, [...path, list, i], kind === 'safety' || kind === 'notice');
        out.push({ kind, id, lang: this.lang, pattern, unless: exceptions, firm: list === 'anywhere' });
      });
    };
    for (const id of SIGN_IDS) {
      const sign = source.safety[id];
      if (sign) add('safety', id satisfies SignId, ['safety', id], sign.phrases, sign.unless);
    }
    for (const id of NOTICE_IDS) {
      const notice = source.notices[id];
      if (notice && id !== 'chitchat') add('notice', id, ['notices', id], notice.phrases, notice.unless);
    }
    for (const id of COMMAND_IDS) {
      const command = source.commands[id];
      if (!command) continue;
      add('command', id, ['commands', id], command.anywhere, command.unless, 'anywhere');
      add('command', id, ['commands', id], command.phrases, command.unless);
    }
    for (const id of INTENT_IDS) {
      const intent = source.intents[id];
      if (intent) add('intent', id, ['intents', id], intent.phrases, intent.unless);
    }
    return out;
  }

  wholes(): WholeMessage[] {
    const { commands, intents, notices } = this.lexicon.source;
    const out: WholeMessage[] = [];
    const add = (id: Command | IntentId, section: string, source: CommandSource | undefined): void => {
      if (!source || source.whole.length === 0) return;
      const unless = source.unless.map((phrase, i) => this.pattern(phrase, [section, id, 'unless', i], false));
      out.push({ id, lang: this.lang, words: this.words(source.whole, [section, id, 'whole']), unless });
    };
    for (const id of COMMAND_IDS) add(id, 'commands', commands[id]);
    for (const id of INTENT_IDS) add(id, 'intents', intents[id]);
    if (notices.chitchat)
      out.push({
        id: 'chitchat',
        lang: this.lang,
        words: this.words(notices.chitchat.phrases, ['notices', 'chitchat', 'phrases']),
        unless: [],
      });
    return out;
  }

  modifiers(): Modifiers {
    const { source } = this.lexicon;
    const usual = PACKED.includes(this.lang) ? REACH_PACKED : REACH_SPACED;
    return {
      reach: { before: source.negation.reach_before ?? usual.before, after: source.negation.reach_after ?? usual.after },
      before: this.words(source.negation.before, ['negation', 'before']),
      after: this.words(source.negation.after, ['negation', 'after']),
      breaks: this.words(source.negation.breaks, ['negation', 'breaks']),
      never: this.words(source.negation.never, ['negation', 'never']),
      past: this.words(source.past, ['past']),
      recent: this.words(source.recent, ['recent']),
      still: this.words(source.still, ['still']),
      others: this.words(source.others, ['others']),
      died: this.words(source.died, ['died']),
      supposedBefore: this.words(source.supposed.before, ['supposed', 'before']),
      supposedAfter: this.words(source.supposed.after, ['supposed', 'after']),
      fillers: this.words(source.fillers, ['fillers']),
      questions: this.words(source.questions, ['questions']),
      request: this.words(source.languages.request, ['languages', 'request']),
      knownBy: this.words(source.known_by, ['known_by']),
    };
  }

  names(): { readonly lang: Lang; readonly words: PartId }[] {
    const { names } = this.lexicon.source.languages;
    return LANGS.flatMap((lang) => (names[lang] ? [{ lang, words: this.words(names[lang], ['languages', 'names', lang]) }] : []));
  }

  private pattern(written: string, path: readonly (string | number)[], lenient: boolean): Pattern {
    const { parts, order, head } = this.read(written, path);
    const accents = this.lang === 'vi';
    return {
      parts: parts.map((part) => this.vocabulary.add(part, lenient, accents)),
      order,
      head,
      near: PACKED.includes(this.lang) ? NEAR_PACKED : NEAR_SPACED,
    };
  }

  private words(written: readonly string[], path: readonly (string | number)[]): PartId {
    const parts = written.flatMap((entry, i) => this.read(entry, [...path, i]).parts);
    return this.vocabulary.add(
      { words: parts.flatMap((part) => part.words), numbers: parts.flatMap((part) => part.numbers) },
      false,
      this.lang === 'vi',
    );
  }

  private read(written: string, path: readonly (string | number)[]): Phrase {
    try {
      return this.phrase(written);
    } catch (error) {
      throw new LexiconError(
        this.lexicon.file.name,
        this.lexicon.file.lineOf(path),
        error instanceof Error ? error.message : String(error),
      );
    }
  }
}
