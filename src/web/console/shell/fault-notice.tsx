import { Button } from '@mantine/core';
import { Icon } from '../../ui/icons.tsx';
import { useWords } from '../i18n/words.tsx';
import { faultWords } from './fault-words.ts';
import styles from './fault-notice.module.css';

/** A failed call where it happened: what happened, what was kept, what to do. */
export function FaultNotice(props: { readonly error: unknown; readonly onRetry?: () => void }) {
  const words = useWords();
  const { what, kept, todo } = faultWords(props.error, words);
  return (
    <div role="alert" className={styles.notice}>
      <Icon name="warning" size={20} />
      <div>
        <p className={styles.what}>{what}</p>
        <p>
          {kept} {todo}
        </p>
        {props.onRetry ? (
          <Button
            className={styles.action ?? ''}
            size="xs"
            variant="default"
            onClick={props.onRetry}
            leftSection={<Icon name="refresh" size={15} />}
          >
            {words.t('again')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
