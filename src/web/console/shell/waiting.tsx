import { Loader } from '@mantine/core';
import { useWords } from '../i18n/words.tsx';
import styles from './waiting.module.css';

/** While something is fetched. Only drawn after a moment, so that fast answers do not flicker. */
export function Waiting() {
  const { t } = useWords();
  return (
    <div className={styles.waiting} role="status">
      <Loader size="sm" aria-hidden="true" />
      <span>{t('waiting')}</span>
    </div>
  );
}
