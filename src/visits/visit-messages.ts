import type { PlannedMessage } from '../messages/index.ts';
import type { PlannedReminder } from '../rules/index.ts';
import type { VisitDocument } from './visit.ts';

type About = Pick<VisitDocument, '_id' | 'version' | 'personId' | 'conversation' | 'saverId' | 'code' | 'startsAt' | 'place'>;

const subjectOf = ({ _id, version }: About): PlannedMessage['subject'] => ({ type: 'visit', id: _id, version });

/** Console always, e-mail where it can be sent. */
const staffChannels = (hasMail: boolean): readonly ('console' | 'email')[] => (hasMail ? ['console', 'email'] : ['console']);

function toSaver(visit: About, message: Pick<PlannedMessage, 'kind' | 'due' | 'expires' | 'text'>, hasMail: boolean): PlannedMessage[] {
  const { _id, version, saverId } = visit;
  return staffChannels(hasMail).map((channel) => ({
    ...message,
    id: `${_id}.${message.kind}.${version}.${channel}.${saverId}`,
    to: { audience: 'staff', staffId: saverId },
    subject: subjectOf(visit),
    channel,
    consent: null,
  }));
}

/** Ledger rows of the reminders of one version of a visit: time, place word and code, nothing else (R04). */
export function reminderMessages(visit: About, reminders: readonly PlannedReminder[], hasMail: boolean): PlannedMessage[] {
  const { _id, version, personId, conversation, code, startsAt, place } = visit;
  const params = { when: startsAt.toISOString(), place, code };
  return reminders.flatMap(({ kind, audience, due: dueAt, expires: expiresAt }): PlannedMessage[] => {
    const [due, expires] = [new Date(dueAt), new Date(expiresAt)];
    if (due >= startsAt) return []; // what follows a visit is planned when it is done
    if (audience === 'saver') return toSaver(visit, { kind, due, expires, text: { key: 'staff.visit_reminder', params } }, hasMail);
    if (audience !== 'family' || personId === null || conversation === null) return [];
    const to = { audience, personId, conversation } as const;
    const text = { key: 'family.reminder', params };
    return [
      {
        id: `${_id}.${kind}.${version}.web`,
        to,
        kind,
        subject: subjectOf(visit),
        channel: 'web',
        due,
        expires,
        consent: 'consent_reminder',
        text,
      },
    ];
  });
}

/** Tells the saver at once that a visit was booked, moved or cancelled. Worth nothing any more once it would have begun. */
export function saverNews(visit: About, news: 'booked' | 'moved' | 'cancelled', now: Date, hasMail: boolean): PlannedMessage[] {
  if (visit.startsAt <= now) return [];
  const { code, startsAt, place } = visit;
  const when = startsAt.toISOString();
  const text = { key: `staff.visit_${news}`, params: news === 'cancelled' ? { when } : { when, place, code } };
  return toSaver(visit, { kind: `saver_${news}`, due: now, expires: startsAt, text }, hasMail);
}
