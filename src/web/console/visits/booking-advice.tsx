import type { ReferralDetail } from '../../../contract/referrals.ts';
import type { BookVisit } from '../../../contract/visits.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { useWords } from '../i18n/words.tsx';
import { safeContactOf } from '../referrals/safe-contact.ts';
import styles from './book-visit.module.css';
import type { VisitCare } from './visit-care.ts';

interface AdviceProps {
  readonly referral: ReferralDetail;
  readonly care: VisitCare;
  readonly place: BookVisit['place'];
  readonly startsAt: string | null;
}

/** What to mind with this very booking, said before it is made. */
export function BookingAdvice({ referral, care, place, startsAt }: AdviceProps) {
  const { t, dates } = useWords();
  const { visitBy } = referral.deadlines;
  const late = startsAt !== null && visitBy !== null && referral.visits.length === 0 && Date.parse(startsAt) > Date.parse(visitBy);
  const notAsked = safeContactOf(referral).reminders === 'not_asked';
  const lines: readonly (readonly [IconName, string, 'warn' | 'plain'] | false)[] = [
    care.notHome && place === 'home' && ['warning', t('book.not_home'), 'warn'],
    late && visitBy !== null && ['clock', t('book.past_deadline', { when: dates.moment(visitBy) }), 'warn'],
    care.two && ['user', t('book.two'), 'warn'],
    care.quiet && ['quiet', t('book.quiet'), 'warn'],
    notAsked && ['bell', t('book.not_asked'), 'plain'],
  ];
  return (
    <ul className={styles.advice} aria-live="polite">
      {lines.map((line) =>
        line ? (
          <li key={line[1]} data-kind={line[2]}>
            <Icon name={line[0]} size={18} /> <span>{line[1]}</span>
          </li>
        ) : null,
      )}
    </ul>
  );
}
