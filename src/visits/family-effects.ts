import type { Inbox } from '../inbox/index.ts';
import type { ForgetVisits } from './forget-visits.service.ts';
import type { VisitsDeps } from './ports.ts';
import type { VisitStore } from './visits.store.ts';

/** What she says in the chat, and what it means for her visits. */
export function subscribeVisits(
  inbox: Pick<Inbox, 'subscribe'>,
  { store, forget, live, clock }: Pick<VisitsDeps, 'live' | 'clock'> & { store: VisitStore; forget: ForgetVisits },
): void {
  inbox.subscribe('language_changed', ({ personId }, { lang }, tx) => store.setLanguage(personId, lang, tx));

  // The gate reads the consent when it sends; open pages show it now.
  inbox.subscribe('consent_recorded', async ({ personId }, { consent }) => {
    if (consent !== 'consent_reminder') return undefined;
    const ids = (await store.upcomingOf(personId, clock.now())).map(({ _id }) => _id);
    return async () => {
      for (const id of ids) live.publish({ type: 'visit', id });
    };
  });

  inbox.subscribe('person_forgotten', async ({ personId }, _event, tx) => {
    const visits = await store.ofPerson(personId, tx);
    return visits.length === 0 ? undefined : forget(visits, tx);
  });
}
