import { Link, useLocation } from 'react-router';
import { Icon } from '../../ui/icons.tsx';
import { useWords } from '../i18n/words.tsx';
import styles from './referral.module.css';

/** The filter of the queue travels along, so that the way back leads to the same list. */
export interface FromQueue {
  readonly queue: string;
}

const cameFrom = (state: unknown): string =>
  typeof state === 'object' && state !== null && 'queue' in state && typeof state.queue === 'string' ? state.queue : '';

export function BackToQueue() {
  const { t } = useWords();
  const { state } = useLocation();
  return (
    <Link to={`/referrals${cameFrom(state)}`} className={`${styles.back} fs-no-print`}>
      <Icon name="left" size={16} /> {t('referral.back')}
    </Link>
  );
}
