import { fold, isPacked } from './text-fold.ts';
import type { OptionView } from './kind.ts';

interface FoldedLabel {
  readonly folded: string;
  /** Letters and digits alone. */
  readonly bones: string;
}

/** Labels are the same few texts in every turn: folded once. More than this is not ours, and forgotten. */
const MOST_LABELS = 5_000;

/** Shortest label that is looked for inside a longer text, in characters; packed scripts say more in fewer. */
const SHORTEST_INSIDE = 9;
const SHORTEST_INSIDE_PACKED = 4;

/** Their labels are words for yes and no, which mean something else inside a sentence. */
const PLAIN: ReadonlySet<string> = new Set(['yes', 'no', 'none']);

export interface LabelSpan {
  readonly code: string;
  readonly start: number;
  readonly end: number;
}

export interface LabelReader {
  /** The only option whose label is the whole text, or null. */
  exact(folded: string, options: readonly OptionView[]): string | null;
  /** Where labels stand inside a text. */
  inside(folded: string, options: readonly OptionView[]): LabelSpan[];
}

/** The labels of one list of options, ready to be looked up. */
interface LabelTable {
  /** Bones of a label to the only option that has it, or null where several do: of the chat language, and of all. */
  readonly own: ReadonlyMap<string, string | null>;
  readonly all: ReadonlyMap<string, string | null>;
  /** Labels that may stand inside a text. */
  readonly inside: readonly { readonly code: string; readonly phrase: string }[];
}

export function makeLabelReader(): LabelReader {
  const known = new Map<string, FoldedLabel>();
  const read = (label: string): FoldedLabel => {
    let entry = known.get(label);
    if (!entry) {
      if (known.size >= MOST_LABELS) known.clear();
      const folded = fold(label);
      known.set(label, (entry = { folded, bones: bonesOf(folded) }));
    }
    return entry;
  };
  // A question offers the same list in every turn: its table is made once and goes with it.
  const tables = new WeakMap<readonly OptionView[], LabelTable>();
  const tableOf = (options: readonly OptionView[]): LabelTable => {
    let table = tables.get(options);
    if (!table) tables.set(options, (table = makeTable(options, read)));
    return table;
  };
  return {
    exact(folded, options) {
      const bones = bonesOf(folded);
      if (bones === '') return null;
      // "Yes?" is not the label "Yes".
      if (folded.includes('?') && bones.length < SHORTEST_INSIDE) return null;
      const { own, all } = tableOf(options);
      const code = own.get(bones);
      return code === undefined ? (all.get(bones) ?? null) : code;
    },
    inside(folded, options) {
      const spans: LabelSpan[] = [];
      for (const { code, phrase } of tableOf(options).inside) {
        const at = phrase.length <= folded.length ? folded.indexOf(phrase) : -1;
        if (at >= 0) spans.push({ code, start: at, end: at + phrase.length });
      }
      return spans;
    },
  };
}

function makeTable(options: readonly OptionView[], read: (label: string) => FoldedLabel): LabelTable {
  const own = new Map<string, string | null>();
  const all = new Map<string, string | null>();
  const inside: { readonly code: string; readonly phrase: string }[] = [];
  const put = (into: Map<string, string | null>, bones: string, code: string): void =>
    void into.set(bones, into.has(bones) && into.get(bones) !== code ? null : code);
  for (const { code, labels } of options) {
    const [first] = labels;
    if (first !== undefined) put(own, read(first).bones, code);
    for (const label of labels) put(all, read(label).bones, code);
    if (PLAIN.has(code)) continue;
    for (const label of labels) {
      const phrase = read(label).folded;
      if (phrase.length >= (isPacked(phrase[0]) ? SHORTEST_INSIDE_PACKED : SHORTEST_INSIDE)) inside.push({ code, phrase });
    }
  }
  for (const { code, shortLabels = [] } of options) {
    for (const label of shortLabels) if (!own.has(read(label).bones)) put(all, read(label).bones, code);
  }
  return { own, all, inside };
}

const BONES_ALONE = /^[a-z0-9]*$/;

function bonesOf(folded: string): string {
  if (BONES_ALONE.test(folded)) return folded;
  return folded.replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}
