import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Icon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { api } from '../api/calls.ts';
import { keys, useCalendar } from '../api/queries.ts';
import { useWords } from '../i18n/words.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { tellDone, tellFault } from '../shell/toasts.tsx';
import { Waiting } from '../shell/waiting.tsx';
import styles from './my-visits.module.css';

/** Phones open their calendar app for this scheme. */
const inCalendarApp = (url: string): string => url.replace(/^https?:/, 'webcal:');

/** The secret address of one's own calendar feed: copy it, put it into the calendar app, or replace it. */
export function CalendarPanel() {
  const { t } = useWords();
  const feed = useCalendar();
  return (
    <Panel title={t('calendar.title')} icon="calendar" className={`${styles.calendar} fs-no-print`}>
      {feed.isPending ? <Waiting /> : null}
      {feed.isError && !feed.data ? <FaultNotice error={feed.error} onRetry={() => void feed.refetch()} /> : null}
      {feed.data ? <Feed url={feed.data.url} /> : null}
    </Panel>
  );
}

function Feed({ url }: { readonly url: string }) {
  const { t } = useWords();
  const field = useRef<HTMLInputElement>(null);
  const [asking, setAsking] = useState(false);
  const [failed, setFailed] = useState(false);

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(url);
      setFailed(false);
      tellDone(t('calendar.copied'));
    } catch {
      // No right to the clipboard, or a page without TLS, where there is none: the person can still copy by hand.
      setFailed(true);
      field.current?.focus();
      field.current?.select();
    }
  };

  return (
    <>
      <p>{t('calendar.text')}</p>
      <TextInput
        ref={field}
        label={t('calendar.address')}
        value={url}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
        error={failed ? t('calendar.copy_failed') : null}
      />
      <div className={styles.buttons}>
        <Button onClick={() => void copy()} leftSection={<Icon name="copy" size={17} />}>
          {t('copy')}
        </Button>
        <Button component="a" href={inCalendarApp(url)} variant="default" leftSection={<Icon name="calendar" size={17} />}>
          {t('calendar.subscribe')}
        </Button>
        <Button variant="default" onClick={() => setAsking(true)} leftSection={<Icon name="refresh" size={17} />}>
          {t('calendar.rotate')}
        </Button>
      </div>
      <p className={styles.secret}>
        <Icon name="lock" size={16} /> <span>{t('calendar.secret')}</span>
      </p>
      {asking ? <RotateDialog onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function RotateDialog({ onClose }: { readonly onClose: () => void }) {
  const words = useWords();
  const { t } = words;
  const client = useQueryClient();
  const rotate = useMutation({
    mutationFn: api.rotateCalendar,
    onSuccess: (feed) => {
      client.setQueryData(keys.calendar, feed);
      tellDone(t('calendar.rotated'));
      onClose();
    },
    onError: (error) => tellFault(error, words),
  });
  return (
    <Modal opened onClose={onClose} title={t('calendar.rotate_title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <p>{t('calendar.rotate_text')}</p>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button onClick={() => rotate.mutate()} loading={rotate.isPending}>
          {t('calendar.rotate_go')}
        </Button>
      </Group>
    </Modal>
  );
}
