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
  /** Which list is that of a form, and that of a part. */
  private readonly listOfForm: Int32Array;
  private readonly listOfPart: Int32Array;
  /** Lists of parts of which more than one form was found. */
  private readonly others = new Map<PartId, Spot[][]>();

  /** @param partsOf The parts that each form (a word as it is found) belongs to. */
  constructor(partsOf: PartsByForm, parts: number) {
    this.partsOf = partsOf;
    this.listOfForm = new Int32Array(partsOf.starts.length).fill(NONE);
    this.listOfPart = new Int32Array(parts).fill(NONE);
  }

  /** Forgets the text before. */
  wipe(): void {
    for (const form of this.forms) this.listOfForm[form] = NONE;
    for (const part of this.found) this.listOfPart[part] = NONE;
    this.forms.length = 0;
    this.found.length = 0;
    this.lists.length = 0;
    this.others.clear();
  }

  /** Notes that a form was found. */
  put(form: number, start: number, end: number): void {
    const known = this.listOfForm[form] ?? NONE;
    if (known === NONE) this.begin(form, { start, end });
    else insert(this.lists[known] ?? [], { start, end });
  }

  has(part: PartId): boolean {
    return (this.listOfPart[part] ?? NONE) !== NONE;
  }

  /** To be called when all is found. */
  get(part: PartId): readonly Spot[] | undefined {
    const at = this.listOfPart[part] ?? NONE;
    if (at === NONE) return undefined;
    const others = this.others.get(part);
    if (!others) return this.lists[at];
    this.others.delete(part);
    const all = merged([this.lists[at] ?? [], ...others]);
    this.listOfPart[part] = this.lists.push(all) - 1;
    return all;
  }

  private begin(form: number, spot: Spot): void {
    const list = [spot];
    const at = this.lists.push(list) - 1;
    this.listOfForm[form] = at;
    this.forms.push(form);
    const { starts, parts } = this.partsOf;
    const end = starts[form + 1] ?? 0;
    for (let i = starts[form] ?? 0; i < end; i += 1) {
      const part = parts[i] ?? NONE;
      if (this.listOfPart[part] === NONE) {
        this.listOfPart[part] = at;
        this.found.push(part);
      } else {
        const others = this.others.get(part);
        if (others) others.push(list);
        else this.others.set(part, [list]);
      }
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

function merged(lists: readonly (readonly Spot[])[]): Spot[] {
  const all = lists.flat().sort((a, b) => a.end - b.end || a.start - b.start);
  return all.filter((spot, i) => spot.end !== all[i - 1]?.end || spot.start !== all[i - 1]?.start);
}
