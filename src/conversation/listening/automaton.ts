/** Of each state four numbers: where its children begin (they end where those of the next state begin). */
const CHILDREN = 0;
/** State to go on with when no child fits. */
const FAIL = 1;
/** The nearest state on the fail path, itself included, that ends a phrase; 0 is none. */
const ENDS_AT = 2;
/** The same without itself. */
const ALSO = 3;

/** Fewer children than this are looked through one by one. */
const FEW = 8;

/**
 * Finds any number of phrases in one pass over a text (Aho and Corasick, 1975): time is linear in the text plus the number of
 * finds, however many phrases there are. States are numbered by depth, so that the children of one stand together and the
 * states that most texts pass through stay near each other in memory.
 */
export class Automaton {
  private readonly lengths: Uint16Array;
  /** Where each code unit leads from the root: most units of a text begin no phrase that goes on. */
  private readonly first = new Uint16Array(65_536);
  /** Four numbers of each state, see above, and those of one state more that has no children. */
  private readonly states: Int32Array;
  /** The code unit that leads to each state. */
  private readonly labels: Uint16Array;
  /** The phrase that ends in each state, where one does. */
  private readonly endOf: Int32Array;

  /** @param phrases Different strings, none of them empty; their index is the name of a find. */
  constructor(phrases: readonly string[]) {
    this.lengths = Uint16Array.from(phrases, (phrase) => phrase.length);
    const sorted = Int32Array.from(phrases.keys());
    const byText = phrases.map((phrase, index) => ({ phrase, index })).sort((a, b) => (a.phrase < b.phrase ? -1 : 1));
    byText.forEach(({ index }, i) => (sorted[i] = index));
    const most = 1 + phrases.reduce((sum, phrase) => sum + phrase.length, 0);
    const tree = treeOf(phrases, sorted, most);
    this.states = tree.states;
    this.labels = tree.labels;
    this.endOf = tree.endOf;
    for (let child = 1; child < this.of(1, CHILDREN); child += 1) this.first[this.labels[child] ?? 0] = child;
    this.link(tree.parents);
  }

  /** Calls `found` for each find, ordered by its end; `end` is exclusive. */
  scan(text: string, found: (phrase: number, start: number, end: number) => void): void {
    const { states, endOf, lengths } = this;
    let state = 0;
    for (let i = 0; i < text.length; i += 1) {
      state = this.step(state, text.charCodeAt(i));
      for (let at = states[4 * state + ENDS_AT] ?? 0; at !== 0; at = states[4 * at + ALSO] ?? 0) {
        const phrase = endOf[at] ?? 0;
        found(phrase, i + 1 - (lengths[phrase] ?? 0), i + 1);
      }
    }
  }

  private step(from: number, code: number): number {
    const { states } = this;
    for (let state = from; state !== 0; state = states[4 * state + FAIL] ?? 0) {
      const child = this.child(states[4 * state + CHILDREN] ?? 0, states[4 * state + 4 + CHILDREN] ?? 0, code);
      if (child !== 0) return child;
    }
    return this.first[code] ?? 0;
  }

  /** The child with this code unit among those from `low` to before `end`, which are sorted; 0 is none. */
  private child(low: number, end: number, code: number): number {
    const { labels } = this;
    let from = low;
    for (let size = end - from; size > FEW; size = end - from) {
      const middle = from + (size >> 1);
      if ((labels[middle] ?? 0) > code) return this.child(from, middle, code);
      from = middle;
    }
    for (let child = from; child < end; child += 1) if (labels[child] === code) return child;
    return 0;
  }

  private of(state: number, what: number): number {
    return this.states[4 * state + what] ?? 0;
  }

  /** States nearer to the root first: a fail path only leads to shorter beginnings. */
  private link(parents: Int32Array): void {
    const { states } = this;
    for (let state = 1; state < this.labels.length; state += 1) {
      const parent = parents[state] ?? 0;
      const fail = parent === 0 ? 0 : this.step(this.of(parent, FAIL), this.labels[state] ?? 0);
      const also = this.of(fail, ENDS_AT);
      states[4 * state + FAIL] = fail;
      states[4 * state + ALSO] = also;
      states[4 * state + ENDS_AT] = this.endOf[state] === -1 ? also : state;
    }
  }
}

interface Tree {
  readonly states: Int32Array;
  readonly labels: Uint16Array;
  readonly endOf: Int32Array;
  readonly parents: Int32Array;
}

/**
 * All beginnings of the phrases as a tree, level by level. A state is a stretch of the sorted phrases that begin alike.
 *
 * @param sorted Indexes of the phrases in the order of their texts.
 * @param most More states than this there cannot be.
 */
function treeOf(phrases: readonly string[], sorted: Int32Array, most: number): Tree {
  const lows = new Int32Array(most);
  const highs = new Int32Array(most);
  const depths = new Uint16Array(most);
  const parents = new Int32Array(most);
  const labels = new Uint16Array(most);
  const endOf = new Int32Array(most).fill(-1);
  const children = new Int32Array(most + 1);
  highs[0] = sorted.length;
  let count = 1;
  for (let state = 0; state < count; state += 1) {
    children[state] = count;
    const depth = depths[state] ?? 0;
    const high = highs[state] ?? 0;
    let low = lows[state] ?? 0;
    // The shortest of what begins alike comes first.
    if (phrases[sorted[low] ?? -1]?.length === depth) {
      endOf[state] = sorted[low] ?? -1;
      low += 1;
    }
    while (low < high) {
      const label = phrases[sorted[low] ?? -1]?.charCodeAt(depth) ?? 0;
      lows[count] = low;
      while (low < high && phrases[sorted[low] ?? -1]?.charCodeAt(depth) === label) low += 1;
      highs[count] = low;
      depths[count] = depth + 1;
      parents[count] = state;
      labels[count] = label;
      count += 1;
    }
  }
  children[count] = count;
  const states = new Int32Array(4 * (count + 1));
  for (let state = 0; state <= count; state += 1) states[4 * state + CHILDREN] = children[state] ?? 0;
  return { states, labels: labels.slice(0, count), endOf: endOf.slice(0, count), parents };
}
