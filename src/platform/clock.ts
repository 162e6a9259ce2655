/** Where business time comes from. Leases and claims use MongoDB's own time instead (reliability: two clocks, two jobs). */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is set: `PUT /test/clock`, tests, the terminal chat. */
export class SteppedClock implements Clock {
  #now: Date;
  readonly #listeners = new Set<(now: Date) => void>();

  constructor(now: Date) {
    this.#now = now;
  }

  now(): Date {
    return new Date(this.#now);
  }

  set(now: Date): void {
    this.#now = new Date(now);
    for (const listener of this.#listeners) listener(this.now());
  }

  /** Calls `listener` after each jump; returns the way to stop that. */
  onJump(listener: (now: Date) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
