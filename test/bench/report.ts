/** One figure of ours, beside the same figure of a peer that ran in the same process or on the same machine in the same run. */
export interface Figure {
  readonly bench: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** Name of the peer, or null where a figure stands alone. */
  readonly against: string | null;
  readonly peer: number | null;
}

export interface Reported extends Figure {
  /** Ours over theirs. */
  readonly ratio: number | null;
}

const rounded = (value: number): number => Number(value.toPrecision(4));

export function withRatio(figure: Figure): Reported {
  const { value, peer } = figure;
  return {
    ...figure,
    value: rounded(value),
    peer: peer === null ? null : rounded(peer),
    ratio: peer === null || peer === 0 ? null : rounded(value / peer),
  };
}

/** A table for people. */
export function tableOf(figures: readonly Reported[]): string {
  const rows = figures.map(({ bench, figure, value, unit, against, peer, ratio }) => [
    bench,
    figure,
    `${value} ${unit}`,
    against === null ? '' : `${against}: ${peer} ${unit}`,
    ratio === null ? '' : `× ${ratio}`,
  ]);
  const head = ['bench', 'figure', 'First Step', 'against', 'ratio'];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
