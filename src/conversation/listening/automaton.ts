/** Keys of the table are 31 bits. */
const MOST_KEYS = 2 ** 31;

/** State to go on with when no edge fits. */
const FAIL = 0;
/** The nearest state on the fail path, itself included, that ends a phrase; 0 is none. */
const ENDS_AT = 1;
/** The same without itself. */
const ALSO = 2;
/** One more than the phrase that ends here, 0 is none. */
const PHRASE = 3;

/**
 * Finds any number of phrases in one pass over a text (Aho and Corasick, 1975): time is linear in the text plus the number of
 * finds, however many phrases there are.
 */
export class Automaton {
  /** Small number of each code unit that occurs in a phrase; 0 is "in none". */
  private readonly symbols = new Uint16Array(65_536);
  private symbolCount = 1;
  private stateCount = 1;
  /** Open-addressed table: `state * symbolCount + symbol`, then the next state. Neighbours in memory are read together. */
  private edges = new Int32Array(2_048);
  private mask = 1_023;
  /** Where each symbol leads from the root: most units of a text begin no phrase that goes on. */
  private first = new Int32Array(0);
  /** Of each state four numbers, see `FAIL` and so on. */
  private states = new Int32Array(0);
  private readonly lengths: Uint16Array;

  /** @param phrases Different strings, none of them empty; their index is the name of a find. */
  constructor(phrases: readonly string[]) {
    this.lengths = Uint16Array.from(phrases, (phrase) => phrase.length);
    for (const phrase of phrases) for (let i = 0; i < phrase.length; i += 1) this.learn(phrase.charCodeAt(i));
    this.first = new Int32Array(this.symbolCount);
    this.build(phrases);
  }

  /** Calls `found` for each find, ordered by its end; `end` is exclusive. */
  scan(text: string, found: (phrase: number, start: number, end: number) => void): void {
    let state = 0;
    for (let i = 0; i < text.length; i += 1) {
      state = this.step(state, this.symbols[text.charCodeAt(i)] ?? 0);
      for (let at = this.of(state, ENDS_AT); at !== 0; at = this.of(at, ALSO)) {
        const phrase = this.of(at, PHRASE) - 1;
        found(phrase, i + 1 - (this.lengths[phrase] ?? 0), i + 1);
      }
    }
  }

  private learn(code: number): void {
    if (this.symbols[code] !== 0) return;
    this.symbols[code] = this.symbolCount;
    this.symbolCount += 1;
  }

  private step(from: number, symbol: number): number {
    if (symbol === 0) return 0;
    let state = from;
    for (;;) {
      if (state === 0) return this.first[symbol] ?? 0;
      const next = this.edges[this.slotOf(state * this.symbolCount + symbol) + 1] ?? 0;
      if (next !== 0) return next;
      state = this.of(state, FAIL);
    }
  }

  private of(state: number, what: number): number {
    return this.states[4 * state + what] ?? 0;
  }

  /** Where a key is, or where it would be; there the value is 0, because no edge leads back to the root. */
  private slotOf(key: number): number {
    for (let slot = hash(key) & this.mask; ; slot = (slot + 1) & this.mask) {
      const held = this.edges[2 * slot];
      if (held === key || held === 0) return 2 * slot;
    }
  }

  private build(phrases: readonly string[]): void {
    const most = 1 + this.lengths.reduce((sum, length) => sum + length, 0);
    const from = new Int32Array(most);
    const by = new Uint16Array(most);
    const depth = new Uint16Array(most);
    const ends = new Int32Array(most);
    phrases.forEach((phrase, index) => {
      let state = 0;
      for (let i = 0; i < phrase.length; i += 1) {
        const symbol = this.symbols[phrase.charCodeAt(i)] ?? 0;
        const next = this.edge(state, symbol);
        if (next === this.stateCount - 1) {
          from[next] = state;
          by[next] = symbol;
          depth[next] = i;
        }
        state = next;
      }
      ends[state] = index + 1;
    });
    this.states = new Int32Array(4 * this.stateCount);
    for (let state = 0; state < this.stateCount; state += 1) this.states[4 * state + PHRASE] = ends[state] ?? 0;
    for (let symbol = 1; symbol < this.symbolCount; symbol += 1) this.first[symbol] = this.edges[this.slotOf(symbol) + 1] ?? 0;
    this.link(from, by, depth);
  }

  /** The state that a symbol leads to; a new one when there is none. */
  private edge(state: number, symbol: number): number {
    const key = state * this.symbolCount + symbol;
    if (key >= MOST_KEYS) throw new RangeError('there are too many phrases');
    const slot = this.slotOf(key);
    const known = this.edges[slot + 1] ?? 0;
    if (known !== 0) return known;
    const next = this.stateCount;
    this.stateCount += 1;
    this.edges[slot] = key;
    this.edges[slot + 1] = next;
    if (4 * next > this.edges.length) this.grow();
    return next;
  }

  private grow(): void {
    const before = this.edges;
    this.edges = new Int32Array(2 * before.length);
    this.mask = before.length - 1;
    for (let i = 0; i < before.length; i += 2) {
      const key = before[i] ?? 0;
      if (key === 0) continue;
      const slot = this.slotOf(key);
      this.edges[slot] = key;
      this.edges[slot + 1] = before[i + 1] ?? 0;
    }
  }

  /** States nearer to the root first: a fail path only leads to shorter beginnings. */
  private link(from: Int32Array, by: Uint16Array, depth: Uint16Array): void {
    const { states } = this;
    for (const state of byDepth(depth.subarray(1, this.stateCount))) {
      const before = from[state] ?? 0;
      const fail = before === 0 ? 0 : this.step(this.of(before, FAIL), by[state] ?? 0);
      const also = this.of(fail, ENDS_AT);
      states[4 * state + FAIL] = fail;
      states[4 * state + ALSO] = also;
      states[4 * state + ENDS_AT] = this.of(state, PHRASE) === 0 ? also : state;
    }
  }
}

/** States 1 to n, those of least depth first (a counting sort). */
function byDepth(depth: Uint16Array): Int32Array {
  const places = new Int32Array(2 + depth.reduce((most, one) => Math.max(most, one), 0));
  for (const one of depth) places[one + 1] = (places[one + 1] ?? 0) + 1;
  for (let i = 1; i < places.length; i += 1) places[i] = (places[i] ?? 0) + (places[i - 1] ?? 0);
  const sorted = new Int32Array(depth.length);
  depth.forEach((one, i) => {
    const place = places[one] ?? 0;
    sorted[place] = i + 1;
    places[one] = place + 1;
  });
  return sorted;
}

function hash(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> 7;
}
