import { Kbd, Modal, Switch } from '@mantine/core';
import { useWords } from '../i18n/words.tsx';
import type { ConsoleKey } from '../i18n/catalogue.ts';
import { prefer, usePreferences } from './preferences.ts';
import styles from './keys-dialog.module.css';

const KEYS: readonly (readonly [string, ConsoleKey])[] = [
  ['j', 'keys.next'],
  ['k', 'keys.previous'],
  ['Enter', 'keys.open'],
  ['a', 'keys.accept'],
  ['z', 'keys.undo'],
  ['d', 'keys.decline'],
  ['s', 'keys.snooze'],
  ['b', 'keys.book'],
  ['q', 'keys.queue'],
  ['/', 'keys.find'],
  ['r', 'keys.renew'],
  ['?', 'keys.list'],
];

/** The list of single keys, and the switch that turns them off. */
export function KeysDialog(props: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useWords();
  const { singleKeys } = usePreferences();
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={t('keys.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <dl className={styles.keys}>
        {KEYS.map(([key, meaning]) => (
          <div key={key} className={styles.row}>
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{t(meaning)}</dd>
          </div>
        ))}
      </dl>
      <Switch
        checked={singleKeys}
        onChange={(event) => prefer('singleKeys', event.currentTarget.checked)}
        label={t('keys.switch')}
        description={t('keys.switch_why')}
      />
    </Modal>
  );
}
