import { PageHeading } from '../../ui/page-heading.tsx';
import { TeachingEmpty } from '../../ui/teaching-empty.tsx';
import { useMyVisits } from '../api/queries.ts';
import { useServerNow } from '../api/server-time.ts';
import { useWords } from '../i18n/words.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { Waiting } from '../shell/waiting.tsx';
import { CalendarPanel } from './calendar-panel.tsx';
import { dayPlans, momentOf } from './day-plan.ts';
import { MyVisitCard } from './my-visit-card.tsx';
import styles from './my-visits.module.css';

/** A saver's day on a phone: today first, then what comes. */
export function Component() {
  const { t, dates } = useWords();
  const mine = useMyVisits();
  const now = useServerNow();
  const visits = mine.data?.items ?? [];
  const plans = dayPlans(visits, dates.day(now), dates.day);
  const nextUp = visits.find((visit) => visit.state === 'booked' && momentOf(visit, now) !== 'over');
  return (
    <div className={styles.page}>
      <PageHeading title={t('title.my_visits')}>{t('mine.title')}</PageHeading>
      {mine.isPending ? <Waiting /> : null}
      {mine.isError ? <FaultNotice error={mine.error} onRetry={() => void mine.refetch()} /> : null}
      {mine.data && visits.length === 0 ? <TeachingEmpty icon="calendar" title={t('mine.empty')} text={t('mine.empty_text')} /> : null}
      {visits.length > 0
        ? plans.map((plan) => {
            const date = dates.dayLong(`${plan.day}T12:00:00+09:00`);
            return (
              <section key={plan.day} aria-labelledby={`day-${plan.day}`}>
                <h2 id={`day-${plan.day}`} className={styles.day} data-today={plan.which === 'today'}>
                  {plan.which === 'later' ? date : `${t(`mine.${plan.which}`)} · ${date}`}
                </h2>
                {plan.visits.length === 0 ? <p className={styles.none}>{t('mine.today_none')}</p> : null}
                <ul className={styles.visits}>
                  {plan.visits.map((visit) => (
                    <MyVisitCard key={visit.id} visit={visit} next={visit.id === nextUp?.id} now={now} />
                  ))}
                </ul>
              </section>
            );
          })
        : null}
      <CalendarPanel />
    </div>
  );
}
