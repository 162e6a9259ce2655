/**
 * A process that a test kills: it takes intakes to their hand-over, again and again, by effects, jobs and the net, and
 * says on standard output, one line each, which conversations were acknowledged to the family.
 */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { MongoClient } from 'mongodb';
import { openReferrals } from './open-referrals.ts';

const [url = '', dbName = '', redisUrl = '', prefix = '', masterKey = ''] = process.argv.slice(2);
const client = new MongoClient(url, {
  writeConcern: { w: 'majority', journal: true },
  readConcern: { level: 'majority' },
  ignoreUndefined: true,
});
const one = await openReferrals({ db: client.db(dbName), client, redisUrl, prefix, masterKey });
one.referrals.workers(one.queues);

async function intakes(): Promise<never> {
  for (;;) {
    const conversation = `web-${randomUUID()}`;
    const send = (content: Parameters<typeof one.inbox.handleTurn>[0]['content']) =>
      one.inbox.handleTurn({ channel: 'web', conversation, externalId: randomUUID(), content });
    await send({ kind: 'start', lang: 'vi' });
    for (const text of ['consent', 'danger S01', 'refer emergency T01']) await send({ kind: 'text', text });
    writeSync(1, `${conversation}\n`);
  }
}
async function net(): Promise<never> {
  for (;;) {
    await one.inbox.reconcile();
    await one.scan();
  }
}
await Promise.all([intakes(), intakes(), net()]);
