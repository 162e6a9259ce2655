import { Button, Group, Modal } from '@mantine/core';
import type { ReferralRow } from '../../../contract/referrals.ts';
import { useWords } from '../i18n/words.tsx';
import styles from './both-versions.module.css';
import type { Conflict } from './decisions.ts';
import { nextDeadline } from './queue-order.ts';

/** What the reader saw beside what is there now; what differs is marked. */
export function BothVersions({ seen, now }: Conflict) {
  const { t, cases, dates } = useWords();
  const dueOf = (row: ReferralRow): string => {
    const due = nextDeadline(row);
    return due ? dates.moment(due.at) : '–';
  };
  const lines = [
    [t('both.status'), (row: ReferralRow) => cases.of('status', row.status)],
    [t('both.assigned'), (row: ReferralRow) => row.assignedTo?.name ?? t('queue.nobody')],
    [t('both.level'), (row: ReferralRow) => cases.of('level', row.level)],
    [t('both.due'), dueOf],
    [t('both.notes'), (row: ReferralRow) => String(row.unreadNotes)],
  ] as const;
  return (
    <table className={styles.both}>
      <thead>
        <tr>
          <th scope="col">{t('both.what')}</th>
          <th scope="col">{t('both.seen')}</th>
          <th scope="col">{t('both.now')}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(([name, say]) => (
          <tr key={name} data-differs={say(seen) !== say(now)}>
            <th scope="row">{name}</th>
            <td>{say(seen)}</td>
            <td>{say(seen) === say(now) ? say(now) : <strong>{say(now)}</strong>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Somebody else was first: nothing was overwritten, and both versions are shown. */
export function ConflictDialog(props: { readonly conflict: Conflict | null; readonly onClose: () => void }) {
  const { t } = useWords();
  const { conflict, onClose } = props;
  if (!conflict) return null;
  return (
    <Modal opened onClose={onClose} title={t('fault.conflict.what')} closeButtonProps={{ 'aria-label': t('close') }}>
      <p>{t('both.text', { code: conflict.now.code })}</p>
      <BothVersions {...conflict} />
      <Group justify="flex-end" mt="md">
        <Button onClick={onClose} data-autofocus>
          {t('both.understood')}
        </Button>
      </Group>
    </Modal>
  );
}
