import { useWords } from '../i18n/words.tsx';
import styles from './wordmark.module.css';

/** First Step in the reader's language, with its three stairs. */
export function Wordmark() {
  const { t } = useWords();
  return (
    <span className={styles.wordmark}>
      <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="9" fill="#2a6f5a" />
        <path d="M7 23h6v-5h6v-5h6V8" fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      {t('name')}
    </span>
  );
}
