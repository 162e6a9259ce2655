import type { ClientSession } from 'mongodb';
import type { VisitsDeps } from './ports.ts';
import type { VisitDocument } from './visit.ts';
import { reminderMessages, saverNews } from './visit-messages.ts';

/** Queues what was planned; after the commit only. */
export type Queue = () => Promise<void>;

/** Ledger rows of a visit's present version: reminders while it is booked, and the news for its saver. */
export function createPlanner({ messages, rules }: Pick<VisitsDeps, 'messages' | 'rules'>) {
  return async (visit: VisitDocument, news: 'booked' | 'moved' | 'cancelled', now: Date, tx: ClientSession): Promise<Queue> => {
    const times = { startsAt: visit.startsAt.toISOString(), endsAt: visit.endsAt.toISOString(), bookedAt: now.toISOString() };
    const reminders = visit.state === 'booked' ? reminderMessages(visit, rules.reminders(times), messages.hasMail) : [];
    return messages.plan([...reminders, ...saverNews(visit, news, now, messages.hasMail)], tx);
  };
}

export type Planner = ReturnType<typeof createPlanner>;
