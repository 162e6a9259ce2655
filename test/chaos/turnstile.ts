/** Lets many through side by side, or one alone. */
export interface Turnstile {
  shared<T>(work: () => Promise<T>): Promise<T>;
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** Who wants to be alone goes before those who come later. */
export function createTurnstile(): Turnstile {
  let inside = 0;
  let gate: Promise<void> = Promise.resolve();
  let tellEmpty = (): void => undefined;

  return {
    async shared(work) {
      for (let seen: Promise<void> | null = null; seen !== gate; ) {
        seen = gate;
        await seen;
      }
      inside += 1;
      try {
        return await work();
      } finally {
        inside -= 1;
        if (inside === 0) tellEmpty();
      }
    },
    async alone(work) {
      const before = gate;
      let open = (): void => undefined;
      gate = new Promise((resolve) => {
        open = resolve;
      });
      await before;
      try {
        if (inside > 0) {
          await new Promise<void>((resolve) => {
            tellEmpty = resolve;
          });
          tellEmpty = () => undefined;
        }
        return await work();
      } finally {
        open();
      }
    },
  };
}
