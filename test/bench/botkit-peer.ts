import { type Activity, ActivityTypes, BotAdapter, MemoryStorage, type ResourceResponse, type Storage, TurnContext } from 'botbuilder-core';
import { Botkit, BotkitConversation } from 'botkit';
import type { Asked } from './twenty-questions.ts';

/** An adapter that keeps what the bot says in memory: no network between the measured code and the meter. */
class QuietAdapter extends BotAdapter {
  said = 0;

  async sendActivities(_context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    this.said += activities.length;
    return activities.map((_, i) => ({ id: String(i) }));
  }

  updateActivity(): Promise<void> {
    return Promise.resolve();
  }

  deleteActivity(): Promise<void> {
    return Promise.resolve();
  }

  continueConversation(): Promise<void> {
    return Promise.resolve();
  }
}

/** Botkit's own way to ask the same questions: a `BotkitConversation`, one `ask` a question. */
export function botkitPeer(questions: readonly Asked[], storage: Storage = new MemoryStorage()) {
  const adapter = new QuietAdapter();
  const controller = new Botkit({ disable_webserver: true, disable_console: true, adapter, storage });
  const talk = new BotkitConversation('intake', controller);
  for (const { question, text } of questions) talk.ask(text, async () => undefined, question);
  controller.addDialog(talk);
  controller.on('message', async (bot) => {
    await bot.beginDialog('intake');
  });
  let id = 0;
  const send = async (user: string, text: string): Promise<void> => {
    id += 1;
    const activity: Partial<Activity> = {
      type: ActivityTypes.Message,
      id: String(id),
      channelId: 'web',
      serviceUrl: '',
      conversation: { id: user, name: '', isGroup: false, conversationType: 'personal' },
      from: { id: user, name: '' },
      recipient: { id: 'bot', name: '' },
      text,
    };
    await controller.handleTurn(new TurnContext(adapter, activity));
  };
  return {
    /** One whole conversation; returns how many turns it had. */
    async converse(user: string): Promise<number> {
      await send(user, 'hello');
      for (const { answer } of questions) await send(user, answer);
      return questions.length + 1;
    },
    said: () => adapter.said,
  };
}
