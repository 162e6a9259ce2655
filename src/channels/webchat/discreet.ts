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
  /** The turn that stood here when she last left in a hurry on this device; or null. Proving herself clears it. */
  readonly leftThrough: number | null;
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
  /** She left in a hurry and has not come back: not even the question is shown. */
  readonly isAway: boolean;
}

/** What may be on the screen. A pause or the exit button draws a line; only code and word reach behind it. */
export function whatIsShown({ turns, lastActivityAt, now, openedAt, leftThrough, hidden }: Hiding): Shown {
  const opened = openedAt?.getTime() ?? 0;
  const left = leftThrough ?? -1;
  const activeUntil = Math.max(Date.parse(lastActivityAt), opened) + IDLE_MS;
  const lastOfHers = turns.findLast(({ mine }) => mine !== null)?.seq ?? turns[0]?.seq ?? 0;
  const isAway = hidden || lastOfHers <= left;
  if (isAway || now.getTime() > activeUntil) return { from: null, hides: turns.length > 0, idleIn: null, isAway };

  let from = turns[0]?.seq ?? null;
  let last: { seq: number; time: number } | null = null;
  for (const { seq, at, mine } of turns) {
    if (mine === null && last !== null) continue;
    const time = Date.parse(at);
    if (last !== null) {
      const isOpened = time <= opened;
      const wasActiveAt = opened <= time ? Math.max(last.time, opened) : last.time;
      const paused = !isOpened && time - wasActiveAt > IDLE_MS;
      if (paused || (last.seq <= left && seq > left)) from = seq;
    }
    last = { seq, time };
  }
  return { from, hides: from !== (turns[0]?.seq ?? null), idleIn: activeUntil - now.getTime(), isAway };
}
