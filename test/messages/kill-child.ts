/**
 * A process that a test kills in the middle of a delivery: it says one line on standard output when it stands at the
 * point `checking` (the row is claimed, nothing went out) or `sent` (the mail server has it, the row does not say so).
 */
import { writeSync } from 'node:fs';
import { MongoClient } from 'mongodb';
import { DUE, openMessages } from './open-messages.ts';

const [url = '', dbName = '', redisUrl = '', prefix = '', masterKey = '', id = '', point = ''] = process.argv.slice(2);
const client = new MongoClient(url, {
  writeConcern: { w: 'majority', journal: true },
  readConcern: { level: 'majority' },
  ignoreUndefined: true,
});
const stand = (): Promise<never> => {
  writeSync(1, `${point}\n`);
  return new Promise(() => setInterval(() => {}, 60_000));
};
const open = await openMessages({
  db: client.db(dbName),
  client,
  redisUrl,
  prefix,
  masterKey,
  now: DUE,
  claimMs: 300,
  mailer: { send: stand },
});
if (point === 'checking') open.atFence = stand;
await open.messages.deliver(id);
