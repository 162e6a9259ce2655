import type { Lang } from '../types.ts';
import type { AnswerContext } from './kind.ts';
import type { LabelReader } from './choice-labels.ts';
import type { Lexicons } from './lexicons.ts';
import { isPacked } from './text-fold.ts';
import { scan, type Token } from './text-scan.ts';

/** What a text says about the options of a question. */
export interface Sayings {
  /** Options that are meant, and options that are denied ("no fever"). */
  readonly meant: ReadonlySet<string>;
  readonly denied: ReadonlySet<string>;
  readonly yes: boolean;
  readonly agree: boolean;
  readonly no: boolean;
  readonly fine: boolean;
  readonly maybe: boolean;
  readonly unknown: boolean;
  /** Whether the first thing said is a plain yes or no. */
  readonly first: 'yes' | 'no' | null;
  /** A negation that belongs to nothing we know. */
  readonly stray: boolean;
  /** A question back, by its sign or its words. */
  readonly asks: boolean;
  /** Share of the letters that was understood, from 0 to 1. */
  readonly covered: number;
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly role:
    | 'option'
    | 'yes'
    | 'agree'
    | 'no'
    | 'fine'
    | 'maybe'
    | 'unknown'
    | 'not_before'
    | 'not_after'
    | 'question'
    | 'break'
    | 'or'
    | 'and'
    | 'need'
    | 'other';
  readonly code: string;
  readonly strong: boolean;
  readonly lang: Lang | null;
  used: boolean;
}

/** Questions that are answered in the words of another one, or in words that several have in common. */
const WORDS_OF: ReadonlyMap<string, string> = new Map([
  ['f_help', 'needs'],
  ...['phq2_1', 'phq2_2', 'gad2_1', 'gad2_2', ...[3, 4, 5, 6, 7, 8, 9].map((item) => `phq9_${item}`)].map((id): [string, string] => [
    id,
    'how_often',
  ]),
]);

/** Where the own words for the options of a question stand in the word lists. */
export const topicOf = (question: string): string => WORDS_OF.get(question) ?? question;

/** Codes of words that are no option of their own: a child beside her leaves open who else is there, or whether she is pregnant too. */
const EXTRA: ReadonlySet<string> = new Set(['with_child', 'baby_too']);
const SHORT = new Set([
  'yes',
  'agree',
  'no',
  'fine',
  'maybe',
  'unknown',
  'not_before',
  'not_after',
  'but',
  'and',
  'or',
  'filler',
  'ignore',
  'question',
  'adverb',
  'need',
]);
/** Where the word for "no" stands that negates another word. */
const NO_BEFORE: ReadonlySet<Lang> = new Set(['en', 'vi', 'zh-CN', 'th', 'fil', 'ru', 'km']);
const NO_AFTER: ReadonlySet<Lang> = new Set(['ko', 'ja', 'ne', 'mn', 'uz', 'ru', 'km']);
/** A subject with its particle, right before the word. */
const SUBJECT = /[이가が] ?$/u;
/** How far a negation reaches, in characters between it and the word. */
const REACH = 18;
const REACH_PACKED = 7;

/** Reads labels, own words, yes and no out of a folded text; `topics` are the questions whose words count. */
export function readSayings(
  lexicons: Lexicons,
  labels: LabelReader,
  folded: string,
  context: AnswerContext,
  topics: readonly string[],
): Sayings {
  const known = (tag: string): boolean => SHORT.has(tag) || topics.some((topic) => tag.startsWith(`${topic}/`));
  const tokens = scan(lexicons.sayings, folded, context.lang, known);
  const codes = new Set(context.options.map((option) => option.code));
  const pieces = piecesOf(tokens, codes, topics, labels.inside(folded, context.options));
  const { meant, denied } = negate(pieces, folded, topics.includes('needs'));
  const plain = (role: Piece['role']): boolean =>
    pieces.some((piece, i) => piece.role === role && !piece.used && isEdge(pieces, i, folded));
  const first = pieces.find((piece) => piece.role !== 'break' && piece.role !== 'other');
  const opening = first && folded.slice(0, first.start).trim() === '' ? first : null;
  const letters = folded.replace(/[^\p{L}\p{M}\p{N}]/gu, '').length;
  const understood = pieces.reduce((sum, piece) => sum + (piece.role === 'break' ? 0 : piece.end - piece.start), 0);
  return {
    meant,
    denied,
    yes: plain('yes'),
    agree: plain('agree'),
    no: plain('no'),
    fine: pieces.some((piece) => piece.role === 'fine'),
    maybe: pieces.some((piece) => piece.role === 'maybe'),
    unknown: pieces.some((piece) => piece.role === 'unknown'),
    first: opening?.role === 'yes' || (opening?.role === 'no' && !opening.used) ? (opening.role as 'yes' | 'no') : null,
    stray: pieces.some(
      (piece, i) =>
        !piece.used && (piece.role === 'not_before' || piece.role === 'not_after' || (piece.role === 'no' && !isEdge(pieces, i, folded))),
    ),
    asks: folded.endsWith('?') || pieces.some((piece) => piece.role === 'question'),
    covered: letters === 0 ? 0 : Math.min(1, understood / letters),
  };
}

function piecesOf(
  tokens: readonly Token[],
  codes: ReadonlySet<string>,
  topics: readonly string[],
  labels: readonly { code: string; start: number; end: number }[],
): Piece[] {
  const words = tokens.filter((token) => token.kind === 'tag' && token.tag.includes('/'));
  const shown: Piece[] = labels
    // "My wife is pregnant" is not the label "is pregnant".
    .filter((label) => !words.some((word) => word.start < label.start && word.end > label.start))
    .filter(
      (label) =>
        !labels.some(
          (other) =>
            other !== label && other.start <= label.start && other.end >= label.end && other.end - other.start > label.end - label.start,
        ),
    )
    .map((label) => ({ ...label, role: 'option', strong: false, lang: null, used: false }));
  const pieces = [...shown];
  for (const [i, token] of tokens.entries()) {
    if (shown.some((label) => label.start <= token.start && label.end >= token.end)) continue;
    const piece = { start: token.start, end: token.end, code: '', strong: token.strong, lang: token.lang, used: false };
    if (token.kind === 'sep') {
      if (/^[.,;:!?()"]$/u.test(token.text)) pieces.push({ ...piece, role: 'break', code: token.text });
    } else if (token.kind !== 'tag') continue;
    else if (token.tag.includes('/')) {
      const code = token.tag.slice(token.tag.indexOf('/') + 1);
      if (codes.has(code) || topics.includes('consent') || EXTRA.has(code)) pieces.push({ ...piece, role: 'option', code });
    } else if (token.tag === 'but') pieces.push({ ...piece, role: 'break' });
    else if (token.tag === 'and') pieces.push({ ...piece, role: 'and' });
    else if (token.tag === 'filler' || token.tag === 'adverb' || token.tag === 'ignore') pieces.push({ ...piece, role: 'other' });
    else {
      const before = tokens[i - 1];
      const denied = (token.tag === 'yes' || token.tag === 'agree') && before?.tag === 'not_before' && token.start - before.end <= 1;
      pieces.push({ ...piece, role: denied ? 'no' : (token.tag as Piece['role']) });
    }
  }
  return pieces.sort((a, b) => a.start - b.start || b.end - a.end);
}

/**
 * Which options are meant and which are denied. A denial carries over "or": "no fever or bleeding". Where needs are asked,
 * what is lacking is needed.
 */
function negate(pieces: readonly Piece[], folded: string, lackIsNeed: boolean): { meant: Set<string>; denied: Set<string> } {
  const options = pieces.map((piece, i) => ({ piece, i })).filter(({ piece }) => piece.role === 'option');
  // What says no by itself is not turned round by the negation inside or beside it.
  const isDenied = options.map(({ piece, i }) =>
    piece.code === 'no' ? null : (negatorBefore(pieces, i, folded) ?? negatorAfter(pieces, i, folded)),
  );
  for (const negator of isDenied) if (negator) negator.used = true;
  if (lackIsNeed) for (const [at, { i }] of options.entries()) if (isLack(pieces, i, isDenied[at] ?? null)) isDenied[at] = null;
  const flags = isDenied.map((negator) => negator !== null);
  const linked = (a: number, b: number): boolean => {
    const [first, second] = [options[a], options[b]];
    const between = pieces.slice((first?.i ?? 0) + 1, second?.i ?? 0);
    if (!between.every((piece) => piece.role === 'or' || piece.role === 'other')) return false;
    return between.some((piece) => piece.role === 'or') || folded.slice(first?.piece.end ?? 0, second?.piece.start ?? 0).trim() === '';
  };
  for (let i = 1; i < flags.length; i += 1) if (flags[i - 1] && isDenied[i - 1] && linked(i - 1, i)) flags[i] = true;
  for (let i = flags.length - 2; i >= 0; i -= 1) if (flags[i + 1] && linked(i, i + 1)) flags[i] = true;
  const said = (denied: boolean): Piece[] => options.filter((_, at) => flags[at] === denied).map(({ piece }) => piece);
  const strong = said(false).filter((piece) => piece.strong);
  const meant = new Set((strong.length > 0 ? strong : said(false)).map((piece) => piece.code));
  return {
    meant,
    denied: new Set(
      said(true)
        .map((piece) => piece.code)
        .filter((code) => !meant.has(code)),
    ),
  };
}

/** "No money" and "돈이 없어요", but not "I do not need money" and not "Money? No". */
function isLack(pieces: readonly Piece[], option: number, negator: Piece | null): boolean {
  const at = negator ? pieces.indexOf(negator) : -1;
  if (at < 0) return false;
  const between = pieces.slice(Math.min(at, option), Math.max(at, option));
  return between.every((piece) => piece.role !== 'need' && piece.role !== 'break');
}

function negatorBefore(pieces: readonly Piece[], at: number, folded: string): Piece | null {
  const word = pieces[at];
  for (let i = at - 1; word && i >= 0; i -= 1) {
    const piece = pieces[i];
    if (piece?.role === 'option' && piece.code === 'no' && word.code === 'yes' && word.start - piece.end <= 1) return piece;
    if (!piece || piece.role === 'break' || piece.role === 'option' || word.start - piece.end > reach(folded, word.start)) return null;
    if (piece.role === 'not_before' || (piece.role === 'no' && isNegating(piece, word, at - i))) return piece;
  }
  return null;
}

function negatorAfter(pieces: readonly Piece[], at: number, folded: string): Piece | null {
  const word = pieces[at];
  for (let i = at + 1; word && i < pieces.length; i += 1) {
    const piece = pieces[i];
    // "Nappies? No."
    if (i === at + 1 && piece?.code === '?' && pieces[i + 1]?.role === 'no') return pieces[i + 1] ?? null;
    if (!piece || piece.role === 'break' || piece.role === 'option' || piece.start - word.end > reach(folded, word.end - 1)) return null;
    if (piece.role === 'not_after' || (piece.role === 'no' && piece.lang !== null && NO_AFTER.has(piece.lang))) return piece;
  }
  return null;
}

function reach(folded: string, at: number): number {
  return isPacked(folded[at]) ? REACH_PACKED : REACH;
}

/** "No fever" denies the fever; in "No, I am safe" the no stands for itself. */
function isNegating(no: Piece, word: Piece, steps: number): boolean {
  if (no.lang === null || !NO_BEFORE.has(no.lang)) return false;
  return word.code !== 'yes' || (steps === 1 && word.start - no.end <= 1);
}

/** A plain yes or no counts where a clause begins or ends, not in the middle of a story. */
function isEdge(pieces: readonly Piece[], at: number, folded: string): boolean {
  const piece = pieces[at];
  if (!piece) return false;
  if (isBorder(pieces, at, -1, folded)) return true;
  // "돈이 없어요", "お金がありません": the "no" at the end denies what stands before it.
  const subject = piece.role === 'no' && SUBJECT.test(folded.slice(0, piece.start));
  return !subject && isBorder(pieces, at, 1, folded);
}

function isBorder(pieces: readonly Piece[], from: number, step: -1 | 1, folded: string): boolean {
  let edge = step === 1 ? (pieces[from]?.end ?? 0) : (pieces[from]?.start ?? 0);
  for (let i = from + step; ; i += step) {
    const next = pieces[i];
    const gap =
      next === undefined
        ? step === 1
          ? folded.slice(edge)
          : folded.slice(0, edge)
        : step === 1
          ? folded.slice(edge, next.start)
          : folded.slice(next.end, edge);
    if (/[\p{L}\p{N}]/u.test(gap)) return false;
    if (next === undefined || next.role === 'break') return true;
    if (next.role !== 'other' && next.role !== 'and') return false;
    edge = step === 1 ? next.end : next.start;
  }
}
