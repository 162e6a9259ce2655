import { Automaton } from './automaton.ts';
import { kindOf, type NormalText } from './normal.ts';
import type { Part, Word } from './phrase.ts';
import { typingErrors } from './typing-errors.ts';

/** Number of a part (any of some words) in a vocabulary. */
export type PartId = number;

/** Where a part was found; `end` is exclusive. */
export interface Spot {
  readonly start: number;
  readonly end: number;
}

/** Everything that was found in one text. */
export type Spots = ReadonlyMap<PartId, readonly Spot[]>;

interface Form {
  readonly text: string;
  /** Null: accents do not count. */
  readonly marks: Uint16Array | null;
  readonly fromStart: boolean;
  readonly toEnd: boolean;
  readonly typedStart: boolean;
  readonly parts: PartId[];
}

/** All words of all lexicons, found together in one pass. */
export class Vocabulary {
  private readonly forms = new Map<string, Form>();
  private readonly known = new Map<string, PartId>();
  private readonly numbers: { readonly low: number; readonly high: number; readonly part: PartId }[] = [];
  private readonly mistypings: { readonly text: string; readonly word: Word; readonly part: PartId }[] = [];
  private automaton: Automaton | null = null;
  private list: readonly Form[] = [];

  /** How many parts there are. */
  get size(): number {
    return this.known.size;
  }

  /** @param lenient Typing errors of long words count too. */
  add(part: Part, lenient: boolean, accents: boolean): PartId {
    const key = JSON.stringify([
      part.words.map((word) => [word.text, accents ? [...word.marks] : 0, word.fromStart, word.toEnd, word.typedStart]),
      part.numbers,
      lenient,
    ]);
    const same = this.known.get(key);
    if (same !== undefined) return same;
    const id = this.known.size;
    this.known.set(key, id);
    for (const { low, high } of part.numbers) this.numbers.push({ low, high, part: id });
    for (const word of part.words) {
      this.enter(word.text, accents && word.marks.some((bits) => bits !== 0) ? word.marks : null, word, id);
      if (lenient) for (const text of typingErrors(word.text)) this.mistypings.push({ text, word, part: id });
    }
    return id;
  }

  /** To be called once, when all parts are there. */
  seal(): void {
    const real = new Set([...this.forms.values()].map((form) => form.text));
    for (const { text, word, part } of this.mistypings) if (!real.has(text)) this.enter(text, null, word, part);
    this.mistypings.length = 0;
    this.list = [...this.forms.values()];
    this.automaton = new Automaton(this.list.map((form) => form.text));
    this.forms.clear();
  }

  find(normal: NormalText): Spots {
    const spots = new Map<PartId, Spot[]>();
    const put = (part: PartId, spot: Spot): void => {
      const here = spots.get(part);
      if (here) here.push(spot);
      else spots.set(part, [spot]);
    };
    this.automaton?.scan(normal.text, (index, start, end) => {
      const form = this.list[index];
      if (!form || !fits(form, normal, start, end)) return;
      const spot = { start, end };
      for (const part of form.parts) put(part, spot);
    });
    if (this.numbers.length > 0 && /[0-9]/u.test(normal.text)) {
      this.findNumbers(normal.text, put);
      for (const { part } of this.numbers) spots.get(part)?.sort((a, b) => a.end - b.end);
    }
    return spots;
  }

  private enter(text: string, marks: Uint16Array | null, word: Word, part: PartId): void {
    const key = `${word.fromStart ? 1 : 0}${word.toEnd ? 1 : 0}${word.typedStart ? 1 : 0}${marks?.join() ?? ''} ${text}`;
    const form = this.forms.get(key);
    if (!form)
      this.forms.set(key, { text, marks, fromStart: word.fromStart, toEnd: word.toEnd, typedStart: word.typedStart, parts: [part] });
    else if (!form.parts.includes(part)) form.parts.push(part);
  }

  private findNumbers(text: string, put: (part: PartId, spot: Spot) => void): void {
    for (let i = 0; i < text.length; i += 1) {
      if (!isDigit(text, i)) continue;
      let end = i + 1;
      while (isDigit(text, end) || (text[end] === '.' && isDigit(text, end + 1))) end += 1;
      // A longer run is no age and no temperature.
      if (end - i <= 5) {
        const value = Number(text.slice(i, end));
        for (const { low, high, part } of this.numbers) if (value >= low && value <= high) put(part, { start: i, end });
      }
      i = end;
    }
  }
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

function fits(form: Form, { text, marks, starts }: NormalText, start: number, end: number): boolean {
  if (form.fromStart && start > 0 && kindOf(text.charCodeAt(start - 1)) === kindOf(text.charCodeAt(start))) return false;
  if (form.toEnd && end < text.length && kindOf(text.charCodeAt(end)) === kindOf(text.charCodeAt(end - 1))) return false;
  if (form.typedStart && starts[start] !== 1) return false;
  if (form.marks === null) return true;
  // Accents left out are fine, other accents make another word.
  for (let i = start; i < end; i += 1) if (((marks[i] ?? 0) & ~(form.marks[i - start] ?? 0)) !== 0) return false;
  return true;
}
