import type { ClientSession, MongoClient } from 'mongodb';
import type { AfterCommit } from '../inbox/index.ts';

/** Longest that one change may take. */
const CHANGE_MS = 8_000;

/** Runs `change` in one transaction, again and again while others get in between. */
export function inTransaction<T>(client: MongoClient, change: (tx: ClientSession) => Promise<T>): Promise<T> {
  return client.withSession({ defaultTimeoutMS: CHANGE_MS }, (session) =>
    session.withTransaction(change, { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', journal: true } }),
  );
}

/** Does one thing after the other, all of them even if one fails; the first failure is thrown at the end. */
export const allOf =
  (steps: readonly AfterCommit[]): AfterCommit =>
  async () => {
    const failures: unknown[] = [];
    for (const step of steps) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
