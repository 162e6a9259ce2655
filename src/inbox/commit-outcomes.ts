import { MongoBulkWriteError, MongoServerError } from 'mongodb';

/**
 * What one unordered `insertMany` did to each of its documents. `taken`: a unique index refused it. `unknown`: it may or
 * may not be durable; the same document is sent again, and the unique indexes make that safe.
 */
export type CommitOutcome = 'stored' | 'taken' | 'unknown';

const DUPLICATE_KEY = 11000;

/** Outcomes in the order of the documents. Only an answer without any trouble counts as `stored`. */
export function commitOutcomes(error: unknown, count: number): CommitOutcome[] {
  if (error === null) return Array.from({ length: count }, () => 'stored');
  if (!(error instanceof MongoBulkWriteError)) {
    // One document: the driver may report its refusal plainly.
    const refused = count === 1 && error instanceof MongoServerError && error.code === DUPLICATE_KEY;
    return Array.from({ length: count }, () => (refused ? 'taken' : 'unknown'));
  }
  const failures = [error.writeErrors].flat();
  const concern = error.result.getWriteConcernError();
  // Acknowledged means: each document was looked at, and those that went in are majority-committed.
  const acknowledged = failures.length > 0 && concern === undefined;
  const outcomes: CommitOutcome[] = Array.from({ length: count }, () => (acknowledged ? 'stored' : 'unknown'));
  for (const failure of failures) {
    if (failure.index >= 0 && failure.index < count) outcomes[failure.index] = failure.code === DUPLICATE_KEY ? 'taken' : 'unknown';
  }
  return outcomes;
}
