/** Finds which of many short byte strings occur in large buffers: one look at each position, whatever their number. */
export interface Needles {
  /** Length of the longest in bytes: so much less one must overlap between two pieces of one stream. */
  readonly longest: number;
  /** Indexes of those that occur, each once. */
  in(bytes: Buffer): number[];
}

/** Shorter ones would be found everywhere by chance. */
export const SHORTEST = 4;

/** @param words Throws RangeError for one shorter than four bytes. */
export function createNeedles(words: readonly string[]): Needles {
  const needles = words.map((word) => Buffer.from(word));
  const byHead = new Map<number, number[]>();
  const heads = new Uint8Array(65_536);
  needles.forEach((needle, i) => {
    if (needle.length < SHORTEST) throw new RangeError(`string ${i + 1} is shorter than ${SHORTEST} bytes`);
    const head = needle.readUInt32BE(0);
    heads[head >>> 16] = 1;
    byHead.set(head, [...(byHead.get(head) ?? []), i]);
  });
  return {
    longest: Math.max(SHORTEST, ...needles.map(({ length }) => length)),
    in(bytes) {
      const found = new Set<number>();
      for (let at = 0; at + SHORTEST <= bytes.length; at += 1) {
        if (heads[((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)] === 0) continue;
        for (const i of byHead.get(bytes.readUInt32BE(at)) ?? []) {
          const needle = needles[i];
          if (needle && bytes.compare(needle, 0, needle.length, at, Math.min(bytes.length, at + needle.length)) === 0) found.add(i);
        }
      }
      return [...found];
    },
  };
}
