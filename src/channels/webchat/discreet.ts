/** After this silence nothing that was written before is shown (reliability: discreet mode). */
export const IDLE_MINUTES = 15;

const IDLE_MS = IDLE_MINUTES * 60_000;

export interface SeenTurn {
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
  /** What she wrote; null for turns that she did not make. */
  readonly mine: string | null;
}

export interface Hiding {
  readonly turns: readonly SeenTurn[];
  /** When she last wrote, ISO 8601. */
  readonly lastActivityAt: string;
  readonly now: Date;
  /** When she proved with code and word that it is she, on this device; or null. */
  readonly openedAt: Date | null;
  /** When the exit button was last pressed on this device; or null. */
  readonly leftAt: Date | null;
  /** The conversation itself is hidden (she wrote that somebody looks). */
  readonly hidden: boolean;
}

export interface Shown {
  /** Turns from this one on may be shown; null: none. */
  readonly from: number | null;
  /** Something of before is not shown. */
  readonly hides: boolean;
  /** Milliseconds until all that is shown now must go; null when nothing is shown. */
  readonly idleIn: number | null;
}

/** What may be on the screen. A pause or the exit button draws a line; only code and word reach behind it. */
export function whatIsShown({ turns, lastActivityAt, now, openedAt, leftAt, hidden }: Hiding): Shown {
  const opened = openedAt?.getTime() ?? 0;
  const left = leftAt?.getTime() ?? 0;
  const activeUntil = Math.max(Date.parse(lastActivityAt), opened) + IDLE_MS;
  const isAway = hidden || now.getTime() > activeUntil || (left >= opened && left >= Date.parse(lastActivityAt));
  if (isAway) return { from: null, hides: turns.length > 0, idleIn: null };

  let from = turns[0]?.seq ?? null;
  let lastAt: number | null = null;
  for (const { seq, at, mine } of turns) {
    if (mine === null && lastAt !== null) continue;
    const time = Date.parse(at);
    const active = lastAt === null ? time : Math.max(lastAt, opened <= time ? opened : 0);
    const leftBetween = lastAt !== null && left >= Math.max(lastAt, opened) && left <= time;
    const isBehindHer = time <= opened; // she has opened all of this
    if (!isBehindHer && (time - active > IDLE_MS || leftBetween)) from = seq;
    lastAt = time;
  }
  return { from, hides: from !== null && from !== turns[0]?.seq, idleIn: activeUntil - now.getTime() };
}
