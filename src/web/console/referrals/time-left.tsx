import { Icon } from '../../ui/icons.tsx';
import { useServerNow } from '../api/server-time.ts';
import { useWords } from '../i18n/words.tsx';
import { type NextDeadline, urgencyOf } from './queue-order.ts';
import styles from './time-left.module.css';

/** A deadline in words: what is due, how long is left, and when it is. A passed one says so in words, not only in red. */
export function TimeLeft(props: { readonly deadline: NextDeadline; readonly id?: string }) {
  const { t, dates } = useWords();
  const now = useServerNow();
  const { what, at } = props.deadline;
  const urgency = urgencyOf(at, now);
  const span = dates.span(Date.parse(at) - now);
  return (
    <span id={props.id} className={styles.left} data-urgency={urgency}>
      <span className={styles.span}>
        {urgency === 'calm' ? null : <Icon name={urgency === 'overdue' ? 'warning' : 'clock'} size={15} />}
        {t(urgency === 'overdue' ? 'time.overdue' : 'time.left', { span })}
      </span>
      <span className={styles.when}>{t(`time.${what}`, { when: dates.moment(at) })}</span>
    </span>
  );
}
