import type { Visit } from '../../../contract/visits.ts';
import type { Words } from '../i18n/words.tsx';

/** "11월 26일 목요일 14:00~15:00" */
export function visitWhen(visit: Pick<Visit, 'startsAt' | 'endsAt'>, { t, dates }: Pick<Words, 't' | 'dates'>): string {
  return t('visits.from_to', { day: dates.dayLong(visit.startsAt), from: dates.time(visit.startsAt), to: dates.time(visit.endsAt) });
}

export type ConsentState = 'yes' | 'no' | 'null';

export const consentState = ({ reminderConsent }: Pick<Visit, 'reminderConsent'>): ConsentState =>
  reminderConsent === null ? 'null' : reminderConsent ? 'yes' : 'no';
