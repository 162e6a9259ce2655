import type { ClientSession, MongoClient } from 'mongodb';

/** Longest that one change may take, waiting for others included. */
const CHANGE_MS = 10_000;

/** Runs `change` in one transaction, again and again while others get in between: it may be called more than once. */
export function inTransaction<T>(client: MongoClient, change: (tx: ClientSession) => Promise<T>): Promise<T> {
  return client.withSession({ defaultTimeoutMS: CHANGE_MS }, (session) =>
    session.withTransaction(change, { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', journal: true } }),
  );
}
