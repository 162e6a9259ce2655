import { Botkit, BotkitConversation } from 'botkit';
import { MemoryStorage } from 'botbuilder-core';
import { WebAdapter } from 'botbuilder-adapter-web';
import { MongoClient } from 'mongodb';
import { mongoStorage } from './botkit-mongo-storage.ts';
import type { Asked } from './twenty-questions.ts';

/**
 * A bot as Botkit's own documentation builds it: its web server, its web adapter, one `BotkitConversation`. Its state is in
 * memory, or in MongoDB when `BOTKIT_MONGODB_URL` is set. Listens on `PORT`; asks the questions in `QUESTIONS`.
 */
const questions = JSON.parse(process.env['QUESTIONS'] ?? '[]') as Asked[];
const url = process.env['BOTKIT_MONGODB_URL'];
const storage = url === undefined ? new MemoryStorage() : mongoStorage((await new MongoClient(url).connect()).db());

const controller = new Botkit({ webhook_uri: '/api/messages', adapter: new WebAdapter(), storage, disable_console: true });
const talk = new BotkitConversation('intake', controller);
for (const { question, text } of questions) talk.ask(text, async () => undefined, question);
controller.addDialog(talk);
controller.on('message', async (bot) => {
  await bot.beginDialog('intake');
});
process.once('SIGTERM', () => process.exit(0));
controller.ready(() => process.stdout.write('ready\n'));
