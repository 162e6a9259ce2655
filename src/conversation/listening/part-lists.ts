import type { PartId } from './spots.ts';

/** Parts of each form, one list behind the other. */
export interface PartsByForm {
  /** Where the list of a form begins; it ends where the next begins. */
  readonly starts: Int32Array;
  readonly parts: Int32Array;
}

/** Collects the parts that each form (a word as it is found) belongs to. */
export class PartLists {
  private readonly forms: number[] = [];
  private readonly parts: PartId[] = [];
  private readonly latest: PartId[] = [];

  /** Parts come one after the other: all forms of one before the next. */
  put(form: number, part: PartId): void {
    if (this.latest[form] === part) return;
    this.latest[form] = part;
    this.forms.push(form);
    this.parts.push(part);
  }

  /** All of them, in the order in which they came. */
  byForm(): PartsByForm {
    const starts = new Int32Array(this.latest.length + 1);
    for (const form of this.forms) starts[form + 1] = (starts[form + 1] ?? 0) + 1;
    for (let form = 1; form < starts.length; form += 1) starts[form] = (starts[form] ?? 0) + (starts[form - 1] ?? 0);
    const next = starts.slice();
    const parts = new Int32Array(this.parts.length);
    this.forms.forEach((form, i) => {
      const at = next[form] ?? 0;
      parts[at] = this.parts[i] ?? 0;
      next[form] = at + 1;
    });
    return { starts, parts };
  }
}
