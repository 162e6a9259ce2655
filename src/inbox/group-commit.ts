/** Most turns that go in one write; more wait for the next. */
const MAX_BATCH = 1_000;

/**
 * Gathers what arrives while a write is under way, and hands it over as the next batch. One write at a time keeps
 * batches large under load, and costs nothing without.
 *
 * @param write Gives one result for each item, in order; never rejects.
 */
export function groupCommit<Item, Result>(write: (batch: readonly Item[]) => Promise<readonly Result[]>): (item: Item) => Promise<Result> {
  let waiting: { item: Item; done: (result: Result) => void; failed: (error: unknown) => void }[] = [];
  let writing = false;

  const flush = async (): Promise<void> => {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MAX_BATCH);
      waiting = waiting.slice(MAX_BATCH);
      try {
        const results = await write(batch.map(({ item }) => item));
        batch.forEach(({ done, failed }, i) => {
          const result = results[i];
          if (result === undefined) failed(new Error('a batch came back without this item'));
          else done(result);
        });
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    writing = false;
  };

  return (item) =>
    new Promise((done, failed) => {
      waiting.push({ item, done, failed });
      // All that this tick of the event loop brings still joins the first batch.
      if (!writing) {
        writing = true;
        setImmediate(() => void flush());
      }
    });
}
