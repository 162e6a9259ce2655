/**
 * Finds any number of phrases in one pass over a text (Aho and Corasick, 1975): time is linear in the text plus the number of
 * finds, however many phrases there are.
 */
export class Automaton {
  /** Small number of each code unit that occurs in a phrase; 0 is "in none". */
  private readonly symbols = new Uint16Array(65_536);
  private symbolCount = 1;
  /** Open-addressed table: `state * symbolCount + symbol` to the next state. */
  private keys = new Float64Array(0);
  private values = new Int32Array(0);
  private mask = 0;
  /** Where each symbol leads from the root: most units of a text begin no phrase that goes on. */
  private first = new Int32Array(0);
  private fail = new Int32Array(0);
  /** The nearest state on the fail path, itself included, that ends a phrase; 0 is none. */
  private endsAt = new Int32Array(0);
  /** The same without itself. */
  private also = new Int32Array(0);
  private readonly ends: (readonly number[] | undefined)[] = [];
  private readonly lengths: readonly number[];

  /** @param phrases Not empty strings; their index is the name of a find. */
  constructor(phrases: readonly string[]) {
    this.lengths = phrases.map((phrase) => phrase.length);
    for (const phrase of phrases) for (let i = 0; i < phrase.length; i += 1) this.learn(phrase.charCodeAt(i));
    this.build(phrases);
  }

  /** Calls `found` for each find, ordered by its end; `end` is exclusive. */
  scan(text: string, found: (phrase: number, start: number, end: number) => void): void {
    let state = 0;
    for (let i = 0; i < text.length; i += 1) {
      state = this.step(state, this.symbols[text.charCodeAt(i)] ?? 0);
      for (let at = this.endsAt[state] ?? 0; at !== 0; at = this.also[at] ?? 0) {
        const here = this.ends[at];
        if (here) for (const phrase of here) found(phrase, i + 1 - (this.lengths[phrase] ?? 0), i + 1);
      }
    }
  }

  private learn(code: number): void {
    if (this.symbols[code] === 0) {
      this.symbols[code] = this.symbolCount;
      this.symbolCount += 1;
    }
  }

  private step(from: number, symbol: number): number {
    if (symbol === 0) return 0;
    let state = from;
    for (;;) {
      if (state === 0) return this.first[symbol] ?? 0;
      const next = this.next(state, symbol);
      if (next !== 0) return next;
      state = this.fail[state] ?? 0;
    }
  }

  /** 0 when there is no such edge: no edge leads back to the root. */
  private next(state: number, symbol: number): number {
    const key = state * this.symbolCount + symbol;
    for (let slot = hash(key) & this.mask; ; slot = (slot + 1) & this.mask) {
      const held = this.keys[slot];
      if (held === key) return this.values[slot] ?? 0;
      if (held === 0) return 0;
    }
  }

  private build(phrases: readonly string[]): void {
    const trie = new Map<number, number>();
    const edges: Edge[] = [];
    phrases.forEach((phrase, index) => {
      let state = 0;
      for (let i = 0; i < phrase.length; i += 1) {
        const symbol = this.symbols[phrase.charCodeAt(i)] ?? 0;
        const key = state * this.symbolCount + symbol;
        let to = trie.get(key);
        if (to === undefined) {
          to = edges.length + 1;
          trie.set(key, to);
          edges.push({ from: state, symbol, to, depth: i });
        }
        state = to;
      }
      if (state !== 0) this.ends[state] = [...(this.ends[state] ?? []), index];
    });
    this.fill(edges);
    this.link(edges);
  }

  private fill(edges: readonly Edge[]): void {
    let size = 16;
    while (size < 2 * edges.length) size *= 2;
    this.mask = size - 1;
    this.keys = new Float64Array(size);
    this.values = new Int32Array(size);
    this.first = new Int32Array(this.symbolCount);
    for (const { from, symbol, to } of edges) {
      if (from === 0) this.first[symbol] = to;
      const key = from * this.symbolCount + symbol;
      let slot = hash(key) & this.mask;
      while (this.keys[slot] !== 0) slot = (slot + 1) & this.mask;
      this.keys[slot] = key;
      this.values[slot] = to;
    }
  }

  /** States nearer to the root first: a fail path only leads to shorter beginnings. */
  private link(edges: readonly Edge[]): void {
    this.fail = new Int32Array(edges.length + 1);
    this.endsAt = new Int32Array(edges.length + 1);
    this.also = new Int32Array(edges.length + 1);
    const byDepth: Edge[][] = [];
    for (const edge of edges) (byDepth[edge.depth] ??= []).push(edge);
    for (const level of byDepth) {
      for (const { from, symbol, to } of level) {
        const fail = from === 0 ? 0 : this.step(this.fail[from] ?? 0, symbol);
        this.fail[to] = fail;
        this.also[to] = this.endsAt[fail] ?? 0;
        this.endsAt[to] = this.ends[to] ? to : (this.also[to] ?? 0);
      }
    }
  }
}

interface Edge {
  readonly from: number;
  readonly symbol: number;
  readonly to: number;
  readonly depth: number;
}

function hash(key: number): number {
  return Math.imul(key | 0, 0x9e3779b1) >>> 7;
}
