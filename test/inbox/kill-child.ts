/**
 * A process that a test kills: it answers messages in a loop, and says of each answer, after it has it, one line
 * `conversation id seq` on standard output. Conversations whose name begins with `forget` are erased again and again.
 */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { MongoClient } from 'mongodb';
import { openInbox } from './open-inbox.ts';

const [url = '', dbName = '', masterKey = '', conversations = ''] = process.argv.slice(2);
const client = new MongoClient(url, {
  writeConcern: { w: 'majority', journal: true },
  readConcern: { level: 'majority' },
  ignoreUndefined: true,
});
const { say } = await openInbox({ db: client.db(dbName), client, masterKey });
const words = ['refer', 'hello', 'danger', 'wait', 'consent', 'hello'];
const wordsToForget = ['CANARY-words', 'refer', 'withdraw'];

async function talk(conversation: string): Promise<never> {
  const said = conversation.startsWith('forget') ? wordsToForget : words;
  for (let i = 0; ; i += 1) {
    const id = randomUUID();
    const { turn } = await say(conversation, said[i % said.length] ?? 'hello', { id });
    writeSync(1, `${conversation} ${id} ${turn}\n`);
  }
}
await Promise.all(conversations.split(',').map(talk));
