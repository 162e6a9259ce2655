import type { AfterCommit, Inbox } from '../inbox/index.ts';
import type { Queue } from './planned.ts';
import type { VisitsDeps } from './ports.ts';
import { saverNews } from './visit-messages.ts';
import type { VisitStore } from './visits.store.ts';

/** What she says in the chat, and what it means for her visits. */
export function subscribeVisits(
  inbox: Pick<Inbox, 'subscribe'>,
  { store, messages, audit, live, clock }: Pick<VisitsDeps, 'messages' | 'audit' | 'live' | 'clock'> & { store: VisitStore },
): void {
  const publish =
    (ids: readonly string[]): AfterCommit =>
    async () => {
      for (const id of ids) live.publish({ type: 'visit', id });
    };

  inbox.subscribe('language_changed', ({ personId }, { lang }, tx) => store.setLanguage(personId, lang, tx));

  // The gate reads the consent when it sends; open pages show it now.
  inbox.subscribe('consent_recorded', async ({ personId }, { consent }) => {
    if (consent !== 'consent_reminder') return undefined;
    return publish((await store.upcomingOf(personId, clock.now())).map(({ _id }) => _id));
  });

  inbox.subscribe('person_forgotten', async ({ personId }, _event, tx) => {
    const now = clock.now();
    const visits = await store.ofPerson(personId, tx);
    if (visits.length === 0) return undefined;
    const ids = visits.map(({ _id }) => _id);
    await messages.eraseAbout('visit', ids, tx);
    const queues: Queue[] = [];
    for (const visit of visits) {
      const cancel = visit.state === 'booked' && visit.endsAt > now;
      await store.forget(visit._id, cancel, now, tx);
      // The saver must not go there; the message names nobody.
      if (cancel)
        queues.push(await messages.plan(saverNews({ ...visit, version: visit.version + 1 }, 'cancelled', now, messages.hasMail), tx));
      await audit.append({ who: 'system', action: 'visit_erased', subject: 'visit', subjectId: visit._id, reason: 'withdrawn' }, tx);
    }
    return async () => {
      for (const queue of queues) await queue();
      await publish(ids)();
    };
  });
}
