import type { ReferralDetail } from '../../../contract/referrals.ts';

/** How far reminders may go: nobody asked her yet, she said no, she said yes, or quiet mode forbids all. */
export type ReminderWay = 'quiet' | 'not_asked' | 'no' | 'yes';

export interface SafeContact {
  readonly quiet: boolean;
  readonly way: 'phone' | 'chat_only' | 'none' | 'unknown';
  /** E.164; null when there is none or the reader may not see it. */
  readonly number: string | null;
  readonly numberHidden: boolean;
  /** Her own answer to "is a call or text safe?", when she was asked. */
  readonly safe: string | null;
  readonly reminders: ReminderWay;
}

/** What everybody who touches this family must know before contacting her. Pure. */
export function safeContactOf(
  referral: Pick<ReferralDetail, 'quietMode' | 'contactWay' | 'contactValue' | 'answers' | 'consents' | 'visits'>,
): SafeContact {
  const { quietMode: quiet, contactWay, contactValue: number } = referral;
  const way = contactWay === 'phone' || contactWay === 'chat_only' || contactWay === 'none' ? contactWay : 'unknown';
  const safe = referral.answers.find((answer) => answer.question === 'contact_safe');
  const consent =
    referral.consents.filter((record) => record.consent === 'consent_reminder').at(-1)?.given ??
    referral.visits.find((visit) => visit.reminderConsent !== null)?.reminderConsent ??
    null;
  return {
    quiet,
    way,
    number,
    numberHidden: way === 'phone' && number === null,
    safe: typeof safe?.value === 'string' ? safe.value : null,
    reminders: quiet ? 'quiet' : consent === null ? 'not_asked' : consent ? 'yes' : 'no',
  };
}
