import { Automaton } from './automaton.ts';
import { kindNumberOf, kindOf, type NormalText } from './normal.ts';
import { PartLists } from './part-lists.ts';
import type { Part, Word } from './phrase.ts';
import { type PartId, SpotPaper } from './spots.ts';
import { canBeMistyped, TypingErrors } from './typing-errors.ts';

export type { PartId, Spot, Spots } from './spots.ts';

interface NumberForm {
  readonly low: number;
  readonly high: number;
  readonly form: number;
}

/** Signs of a form: it begins (ends) where a word does; it begins where a word was begun in typing. */
const FROM_START = 1;
const TO_END = 2;
const TYPED_START = 4;

/** What a place in a text is, as bits: between two words, or at the beginning of one as typed. */
const EDGE = 1;
const TYPED = 2;

/** All words of all lexicons, found together in one pass. A form is a word in one way of finding it. */
export class Vocabulary {
  private readonly signs: number[] = [];
  /** Accents of the forms of which they count. */
  private readonly marks = new Map<number, Uint16Array>();
  private readonly parts = new PartLists();
  /** Known parts by all that they are, and those of the phrases so far: plain and lenient. */
  private readonly known = new Map<string, PartId>();
  private readonly seen: readonly [Map<Part, PartId>, Map<Part, PartId>] = [new Map(), new Map()];
  /** Texts to find by their number, and the forms of each. */
  private readonly texts = new Map<string, number>();
  private readonly formsOfText: number[][] = [];
  private readonly numbers: NumberForm[] = [];
  private readonly typingErrors = new TypingErrors();
  /** The form of each word that may be mistyped, and all such forms of a text. */
  private readonly mistyped: number[] = [];
  private readonly mistypedByText = new Map<string, number[]>();
  /** One of them is also found inside of words. */
  private isOpen = false;
  private automaton: Automaton | null = null;
  /** As of `seal`: signs of each form, where the forms of each text begin, those forms, and which of them count accents. */
  private signsOfForm = new Uint8Array(0);
  private formStarts = new Int32Array(0);
  private forms = new Int32Array(0);
  private isMarked = new Uint8Array(0);
  /** What each place of the text is. */
  private places = new Uint8Array(1_024);
  private paper: SpotPaper = new SpotPaper(this.parts.byForm(), 0);
  private partCount = 0;

  /** How many parts there are. */
  get size(): number {
    return this.partCount;
  }

  /**
   * @param lenient Typing errors of long words count too.
   * @param accents Of the language; the same for each time that a part is added.
   */
  add(part: Part, lenient: boolean, accents: boolean): PartId {
    const seen = this.seen[lenient ? 1 : 0];
    let id = seen.get(part);
    if (id === undefined) seen.set(part, (id = this.enter(part, lenient, accents)));
    return id;
  }

  /** To be called once, when all parts are there. */
  seal(): void {
    this.automaton = new Automaton([...this.texts.keys()]);
    this.paper = new SpotPaper(this.parts.byForm(), this.partCount);
    this.signsOfForm = Uint8Array.from(this.signs);
    this.isMarked = Uint8Array.from(this.signs, (_, form) => (this.marks.has(form) ? 1 : 0));
    this.forms = Int32Array.from(this.formsOfText.flat());
    this.formStarts = new Int32Array(this.formsOfText.length + 1);
    this.formsOfText.forEach((forms, text) => (this.formStarts[text + 1] = (this.formStarts[text] ?? 0) + forms.length));
    this.formsOfText.length = 0;
    this.known.clear();
    for (const seen of this.seen) seen.clear();
    this.mistypedByText.clear();
  }

  /** What is found holds until the next text is looked through. */
  find(normal: NormalText): SpotPaper {
    const { paper, forms, formStarts } = this;
    const { text } = normal;
    paper.wipe();
    this.notePlaces(normal);
    this.automaton?.scan(text, (index, start, end) => {
      const next = formStarts[index + 1] ?? 0;
      for (let i = formStarts[index] ?? 0; i < next; i += 1) {
        const form = forms[i] ?? 0;
        if (this.fits(form, normal, start, end)) paper.put(form, start, end);
      }
    });
    this.findMistyped(normal);
    if (this.numbers.length > 0) this.findNumbers(text);
    return paper;
  }

  private enter(part: Part, lenient: boolean, accents: boolean): PartId {
    const key = keyOfPart(part, lenient, accents);
    const same = this.known.get(key);
    if (same !== undefined) return same;
    const id = this.partCount;
    this.partCount += 1;
    this.known.set(key, id);
    for (const { low, high } of part.numbers) this.numbers.push({ low, high, form: this.newForm(0, null, id) });
    for (const word of part.words) {
      this.enterText(word, accents ? word.marks : null, id);
      if (lenient && canBeMistyped(word.text)) this.enterMistyped(word, id);
    }
    return id;
  }

  private enterText(word: Word, marks: Uint16Array | null, part: PartId): void {
    const signs = signsOf(word);
    const index = this.texts.get(word.text);
    const forms = index === undefined ? [] : (this.formsOfText[index] ?? []);
    const known = forms.find((form) => this.signs[form] === signs && isSame(this.marks.get(form) ?? null, marks));
    if (known !== undefined) this.parts.put(known, part);
    else forms.push(this.newForm(signs, marks, part));
    if (index === undefined) this.texts.set(word.text, this.formsOfText.push(forms) - 1);
  }

  private enterMistyped(word: Word, part: PartId): void {
    const signs = signsOf(word);
    let forms = this.mistypedByText.get(word.text);
    if (!forms) this.mistypedByText.set(word.text, (forms = []));
    const known = forms.find((form) => this.signs[form] === signs);
    if (known !== undefined) {
      this.parts.put(known, part);
      return;
    }
    const form = this.newForm(signs, null, part);
    forms.push(form);
    this.mistyped[this.typingErrors.add(word.text)] = form;
    if (!word.fromStart) this.isOpen = true;
  }

  private newForm(signs: number, marks: Uint16Array | null, part: PartId): number {
    const form = this.signs.push(signs) - 1;
    if (marks !== null) this.marks.set(form, marks);
    this.parts.put(form, part);
    return form;
  }

  /** A word that is also another one as it stands is not mistyped. */
  private findMistyped(normal: NormalText): void {
    const { text } = normal;
    const found = (word: number, start: number, end: number): void => {
      const form = this.mistyped[word] ?? -1;
      if (this.fits(form, normal, start, end) && !this.texts.has(text.slice(start, end))) this.paper.put(form, start, end);
    };
    for (let at = 0; at < text.length; at += 1) {
      if (!this.isOpen && ((this.places[at] ?? 0) & EDGE) === 0) continue;
      if (kindOf(text.charCodeAt(at)) === 'spaced') this.typingErrors.find(text, at, found);
    }
  }

  private findNumbers(text: string): void {
    for (let i = 0; i < text.length; i += 1) {
      if (!isDigit(text, i)) continue;
      let end = i + 1;
      while (isDigit(text, end) || (text[end] === '.' && isDigit(text, end + 1))) end += 1;
      // A longer run is no age and no temperature.
      if (end - i <= 5) {
        const value = Number(text.slice(i, end));
        for (const { low, high, form } of this.numbers) if (value >= low && value <= high) this.paper.put(form, i, end);
      }
      i = end;
    }
  }

  private notePlaces({ text, starts }: NormalText): void {
    const { length } = text;
    if (this.places.length <= length) this.places = new Uint8Array(2 * length + 1);
    let before = 0;
    for (let i = 0; i < length; i += 1) {
      const kind = kindNumberOf(text.charCodeAt(i));
      this.places[i] = (kind === before ? 0 : EDGE) | (starts[i] === 1 ? TYPED : 0);
      before = kind;
    }
    this.places[length] = EDGE;
  }

  private fits(form: number, { marks }: NormalText, start: number, end: number): boolean {
    const first = this.places[start] ?? 0;
    const last = this.places[end] ?? 0;
    const has = ((first & EDGE) !== 0 ? FROM_START : 0) | ((last & EDGE) !== 0 ? TO_END : 0) | ((first & TYPED) !== 0 ? TYPED_START : 0);
    if (((this.signsOfForm[form] ?? 0) & ~has) !== 0) return false;
    if (this.isMarked[form] === 0) return true;
    const own = this.marks.get(form);
    if (own === undefined) return true;
    // Accents left out are fine, other accents make another word.
    for (let i = start; i < end; i += 1) if (((marks[i] ?? 0) & ~(own[i - start] ?? 0)) !== 0) return false;
    return true;
  }
}

function signsOf({ fromStart, toEnd, typedStart }: Word): number {
  return (fromStart ? FROM_START : 0) | (toEnd ? TO_END : 0) | (typedStart ? TYPED_START : 0);
}

function isSame(a: Uint16Array | null, b: Uint16Array | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((bits, i) => bits === b[i]);
}

function keyOfPart({ words, numbers }: Part, lenient: boolean, accents: boolean): string {
  let key = lenient ? 'lenient' : '';
  for (const word of words) key += `\n${signsOf(word)}${accents ? (word.marks?.join() ?? '') : ''} ${word.text}`;
  for (const { low, high } of numbers) key += `\n#${low}-${high}`;
  return key;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}
