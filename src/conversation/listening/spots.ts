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

/**
 * Collects what is found in one text, on paper that is wiped for the next one. A common word belongs to hundreds of parts, few
 * of which are ever looked at: what is found is kept by word, and put together for a part when that is asked for.
 */
export class SpotPaper implements Spots {
  /** Parts found, in the order in which they were. */
  readonly found: PartId[] = [];
  private readonly partsOf: PartsByForm;
  private readonly forms: number[] = [];
  private readonly lists: Spot[][] = [];
  private readonly listOfForm: Int32Array;
  /** Newest link of a part; each link leads to a list and to the link before. */
  private readonly linkOfPart: Int32Array;
  private readonly listOfLink: number[] = [];
  private readonly linkBefore: number[] = [];

  /** @param partsOf The parts that each form (a word as it is found) belongs to. */
  constructor(partsOf: PartsByForm, parts: number) {
    this.partsOf = partsOf;
    this.listOfForm = new Int32Array(partsOf.starts.length).fill(NONE);
    this.linkOfPart = new Int32Array(parts).fill(NONE);
  }

  /** Forgets the text before. */
  wipe(): void {
    for (const form of this.forms) this.listOfForm[form] = NONE;
    for (const part of this.found) this.linkOfPart[part] = NONE;
    this.forms.length = 0;
    this.found.length = 0;
    this.lists.length = 0;
    this.listOfLink.length = 0;
    this.linkBefore.length = 0;
  }

  /** Notes that a form was found. */
  put(form: number, start: number, end: number): void {
    const known = this.listOfForm[form] ?? NONE;
    if (known === NONE) this.begin(form, { start, end });
    else insert(this.lists[known] ?? [], { start, end });
  }

  has(part: PartId): boolean {
    return (this.linkOfPart[part] ?? NONE) !== NONE;
  }

  /** To be called when all is found. */
  get(part: PartId): readonly Spot[] | undefined {
    const link = this.linkOfPart[part] ?? NONE;
    if (link === NONE) return undefined;
    if (this.linkBefore[link] !== NONE) {
      const all: Spot[] = [];
      for (let at = link; at !== NONE; at = this.linkBefore[at] ?? NONE) {
        for (const spot of this.lists[this.listOfLink[at] ?? 0] ?? []) all.push(spot);
      }
      this.listOfLink[link] = this.lists.push(inOrder(all)) - 1;
      this.linkBefore[link] = NONE;
    }
    return this.lists[this.listOfLink[link] ?? 0];
  }

  private begin(form: number, spot: Spot): void {
    const list = this.lists.push([spot]) - 1;
    this.listOfForm[form] = list;
    this.forms.push(form);
    const { starts, parts } = this.partsOf;
    const end = starts[form + 1] ?? 0;
    for (let i = starts[form] ?? 0; i < end; i += 1) {
      const part = parts[i] ?? 0;
      const before = this.linkOfPart[part] ?? NONE;
      if (before === NONE) this.found.push(part);
      this.linkOfPart[part] = this.listOfLink.push(list) - 1;
      this.linkBefore.push(before);
    }
  }
}

/** Nearly always at the end: only words that may be mistyped have more than one length. */
function insert(list: Spot[], spot: Spot): void {
  let at = list.length;
  while (at > 0 && (list[at - 1]?.end ?? 0) > spot.end) at -= 1;
  if (at === list.length) list.push(spot);
  else list.splice(at, 0, spot);
}

function inOrder(spots: Spot[]): Spot[] {
  spots.sort((a, b) => a.end - b.end || a.start - b.start);
  return spots.filter((spot, i) => spot.end !== spots[i - 1]?.end || spot.start !== spots[i - 1]?.start);
}
