import type { MyVisit } from '../../../contract/visits.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useWords } from '../i18n/words.tsx';
import { momentOf } from './day-plan.ts';
import { DeliveryState } from './delivery-state.tsx';
import styles from './my-visits.module.css';

const PLACE_ICON: Readonly<Record<MyVisit['place'], IconName>> = { home: 'home', center: 'place', other_safe: 'place', online: 'screen' };

/** One visit in its saver's list. The next one says how long it still is. */
export function MyVisitCard({ visit, next, now }: { readonly visit: MyVisit; readonly next: boolean; readonly now: number }) {
  const { t, cases, dates } = useWords();
  const booked = visit.state === 'booked';
  const moment = momentOf(visit, now);
  return (
    <li className={styles.card} data-state={visit.state} data-next={next || undefined}>
      <p className={styles.time}>
        <span className={styles.clock}>
          {dates.time(visit.startsAt)}–{dates.time(visit.endsAt)}
        </span>
        {booked ? null : <Tag tone={visit.state === 'done' ? 'standard' : 'plain'}>{cases.of('visit_state', visit.state)}</Tag>}
        {booked && moment === 'over' ? <Tag tone="priority">{t('mine.over')}</Tag> : null}
        {booked && moment === 'now' ? (
          <Tag tone="standard" icon="clock">
            {t('mine.now')}
          </Tag>
        ) : null}
        {next && moment === 'next' ? (
          <Tag tone="standard" icon="clock">
            {t('mine.next', { span: dates.span(Date.parse(visit.startsAt) - now) })}
          </Tag>
        ) : null}
      </p>
      <p className={styles.what}>
        <span className={styles.code}>{visit.code}</span>
        <span>
          <Icon name={PLACE_ICON[visit.place]} size={16} /> {cases.of('place', visit.place)}
        </span>
        <span>
          <Icon name="globe" size={16} /> {t('mine.language', { language: cases.of('language', visit.lang) })}
        </span>
      </p>
      {visit.deliveries.length > 0 ? (
        <details className={styles.messages}>
          <summary>
            {t('mine.messages')} ({visit.deliveries.length})
          </summary>
          <ul>
            {visit.deliveries.map((delivery) => (
              <li key={delivery.id}>
                <span>
                  {cases.of('delivery_kind', delivery.kind)} · {dates.moment(delivery.due)}
                </span>
                <DeliveryState delivery={delivery} />
                {delivery.reason ? <span className={styles.reason}>{cases.of('delivery_reason', delivery.reason)}</span> : null}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </li>
  );
}
