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
  return {
    exact(folded, options) {
      const bones = bonesOf(folded);
      if (bones === '') return null;
      // "Yes?" is not the label "Yes".
      if (folded.includes('?') && bones.length < SHORTEST_INSIDE) return null;
      const own = options.filter((option) => option.labels[0] !== undefined && read(option.labels[0]).bones === bones);
      const all = own.length > 0 ? own : options.filter((option) => option.labels.some((label) => read(label).bones === bones));
      return all.length === 1 ? (all[0]?.code ?? null) : null;
    },
    inside(folded, options) {
      const spans: LabelSpan[] = [];
      for (const { code, labels } of options) {
        if (PLAIN.has(code)) continue;
        for (const label of labels) {
          const phrase = read(label).folded;
          const shortest = isPacked(phrase[0]) ? SHORTEST_INSIDE_PACKED : SHORTEST_INSIDE;
          const at = phrase.length >= shortest ? folded.indexOf(phrase) : -1;
          if (at >= 0) spans.push({ code, start: at, end: at + phrase.length });
        }
      }
      return spans;
    },
  };
}

function bonesOf(folded: string): string {
  return folded.replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}
