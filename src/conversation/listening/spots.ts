import type { PartsByForm } from './part-lists.ts';

/** Number of a part (any of some words) in a vocabulary. */
export type PartId = number;

/** Where a part was found; `end` is exclusive. */
export interface Spot {
  readonly start: number;
  readonly end: number;
}

/** Where parts were found in one text, each once and ordered by their ends. */
export interface Spots {
  has(part: PartId): boolean;
  get(part: PartId): readonly Spot[] | undefined;
}

const NONE = -1;
/** Finds that the paper has room for at first. */
const ROOM = 1_024;

/**
 * Collects what is found in one text, on paper that is wiped for the next one. A common word belongs to hundreds of parts, few
 * of which are ever looked at: what is found is kept by word, as plain numbers, and put together for a part when that is asked for.
 */
export class SpotPaper implements Spots {
  private readonly partsOf: PartsByForm;
  /** Of each find its start, its end, and the find of the same form before it. */
  private finds = new Int32Array(3 * ROOM);
  private findCount = 0;
  /** Newest find of each form. */
  private readonly findOfForm: Int32Array;
  private readonly forms: Int32Array;
  private formCount = 0;
  /** Newest link of each part; each link leads to a form and to the link before. */
  private readonly linkOfPart: Int32Array;
  private links = new Int32Array(2 * ROOM);
  private linkCount = 0;
  private readonly foundParts: Int32Array;
  private partCount = 0;
  /** What was put together, by part. */
  private readonly lists = new Map<PartId, readonly Spot[]>();

  /** @param partsOf The parts that each form (a word as it is found) belongs to. */
  constructor(partsOf: PartsByForm, parts: number) {
    this.partsOf = partsOf;
    this.findOfForm = new Int32Array(partsOf.starts.length).fill(NONE);
    this.forms = new Int32Array(partsOf.starts.length);
    this.linkOfPart = new Int32Array(parts).fill(NONE);
    this.foundParts = new Int32Array(parts);
  }

  /** Parts found, in the order in which they were; holds until the paper is wiped. */
  get found(): Int32Array {
    return this.foundParts.subarray(0, this.partCount);
  }

  /** Forgets the text before. */
  wipe(): void {
    for (let i = 0; i < this.formCount; i += 1) this.findOfForm[this.forms[i] ?? 0] = NONE;
    for (let i = 0; i < this.partCount; i += 1) this.linkOfPart[this.foundParts[i] ?? 0] = NONE;
    this.findCount = 0;
    this.formCount = 0;
    this.linkCount = 0;
    this.partCount = 0;
    if (this.lists.size > 0) this.lists.clear();
  }

  /** Notes that a form was found. */
  put(form: number, start: number, end: number): void {
    const before = this.findOfForm[form] ?? NONE;
    if (before === NONE) this.begin(form);
    const at = 3 * this.findCount;
    if (at === this.finds.length) this.finds = twiceAsLong(this.finds);
    this.finds[at] = start;
    this.finds[at + 1] = end;
    this.finds[at + 2] = before;
    this.findOfForm[form] = this.findCount;
    this.findCount += 1;
  }

  has(part: PartId): boolean {
    return (this.linkOfPart[part] ?? NONE) !== NONE;
  }

  /** To be called when all is found. */
  get(part: PartId): readonly Spot[] | undefined {
    if (!this.has(part)) return undefined;
    let list = this.lists.get(part);
    if (!list) this.lists.set(part, (list = this.listOf(part)));
    return list;
  }

  private listOf(part: PartId): readonly Spot[] {
    const { finds, links } = this;
    const spots: Spot[] = [];
    for (let link = this.linkOfPart[part] ?? NONE; link !== NONE; link = links[2 * link + 1] ?? NONE) {
      for (let find = this.findOfForm[links[2 * link] ?? 0] ?? NONE; find !== NONE; find = finds[3 * find + 2] ?? NONE)
        spots.push({ start: finds[3 * find] ?? 0, end: finds[3 * find + 1] ?? 0 });
    }
    return inOrder(spots.reverse());
  }

  private begin(form: number): void {
    this.forms[this.formCount] = form;
    this.formCount += 1;
    const { starts, parts } = this.partsOf;
    const end = starts[form + 1] ?? 0;
    for (let i = starts[form] ?? 0; i < end; i += 1) {
      const part = parts[i] ?? 0;
      const before = this.linkOfPart[part] ?? NONE;
      if (before === NONE) {
        this.foundParts[this.partCount] = part;
        this.partCount += 1;
      }
      const at = 2 * this.linkCount;
      if (at === this.links.length) this.links = twiceAsLong(this.links);
      this.links[at] = form;
      this.links[at + 1] = before;
      this.linkOfPart[part] = this.linkCount;
      this.linkCount += 1;
    }
  }
}

function twiceAsLong(full: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * full.length);
  more.set(full);
  return more;
}

/** Each once, ordered by their ends, then by their starts. Mostly they are already. */
function inOrder(spots: Spot[]): readonly Spot[] {
  let isSorted = true;
  for (let i = 1; i < spots.length && isSorted; i += 1) isSorted = compare(spots[i - 1] as Spot, spots[i] as Spot) < 0;
  if (isSorted) return spots;
  spots.sort(compare);
  return spots.filter((spot, i) => spot.end !== spots[i - 1]?.end || spot.start !== spots[i - 1]?.start);
}

function compare(a: Spot, b: Spot): number {
  return a.end - b.end || a.start - b.start;
}
