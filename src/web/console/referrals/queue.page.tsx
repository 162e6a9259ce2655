import { Button } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { QueueCounts, QueueFilter } from '../../../contract/queue.ts';
import type { ReferralRow } from '../../../contract/referrals.ts';
import { PageHeading } from '../../ui/page-heading.tsx';
import { TeachingEmpty } from '../../ui/teaching-empty.tsx';
import { useQueue, useQueueCounts } from '../api/queries.ts';
import { useWords } from '../i18n/words.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { useSignedIn } from '../shell/me.ts';
import { usePreferences } from '../shell/preferences.ts';
import { useSingleKeys } from '../shell/single-keys.ts';
import { Waiting } from '../shell/waiting.tsx';
import { ConflictDialog } from './both-versions.tsx';
import { useDecisions } from './decisions.ts';
import { DeclineDialog } from './decline-dialog.tsx';
import { linkOf, useKeptFocus } from './kept-focus.ts';
import { filterOf, searchOf } from './queue-filter.ts';
import { QueueFilters } from './queue-filters.tsx';
import styles from './queue.module.css';
import { useWatchers } from './presence.ts';
import { onceEach, waitsForYes } from './queue-order.ts';
import { QueueRow } from './queue-row.tsx';
import { SnoozeDialog } from './snooze-dialog.tsx';
import { maySnooze } from './snooze-times.ts';

/** The row that was opened last: coming back, the focus is there again. Only an id, only until the page is reloaded. */
let lastOpened: string | null = null;

export function Component() {
  const { t } = useWords();
  const me = useSignedIn();
  const [search, setSearch] = useSearchParams();
  const filter = filterOf(search);
  const change = (next: QueueFilter): void => setSearch(searchOf(next), { replace: true });
  const queue = useQueue(searchOf(filter).toString());
  const counts = useQueueCounts(filter.status ?? 'open');
  const { accept, undoLast, conflict, closeConflict } = useDecisions();
  const [declining, setDeclining] = useState<ReferralRow | null>(null);
  const [snoozing, setSnoozing] = useState<ReferralRow | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const watchers = useWatchers();
  const navigate = useNavigate();

  const rows = useMemo(() => onceEach((queue.data?.pages ?? []).flatMap((page) => page.items)), [queue.data]);
  const back = useRef(lastOpened);
  useEffect(() => {
    if (back.current === null || rows.length === 0) return;
    linkOf(list.current, back.current)?.focus();
    back.current = null;
    lastOpened = null;
  }, [rows.length]);
  useKeptFocus(
    list,
    rows.map(({ id }) => id),
  );

  const focused = (): ReferralRow | undefined => {
    const inside = document.activeElement?.closest('li')?.querySelector<HTMLElement>('[data-referral]');
    return rows.find((row) => row.id === inside?.dataset['referral']);
  };
  const move = (by: 1 | -1): void => {
    const now = focused();
    const place = now ? rows.indexOf(now) + by : by === 1 ? 0 : rows.length - 1;
    if (place >= rows.length && queue.hasNextPage && !queue.isFetchingNextPage) void queue.fetchNextPage();
    const next = rows[Math.min(Math.max(place, 0), rows.length - 1)];
    if (next) linkOf(list.current, next.id)?.focus();
  };
  const { mutate } = accept;
  const acceptRow = useCallback((row: ReferralRow) => mutate(row), [mutate]);
  const openRow = useCallback((row: ReferralRow) => {
    lastOpened = row.id;
  }, []);
  const waiting = (): ReferralRow | null => {
    const row = focused();
    return row && waitsForYes(row) ? row : null;
  };
  useSingleKeys({
    j: () => move(1),
    k: () => move(-1),
    a: () => {
      const row = waiting();
      if (row) acceptRow(row);
    },
    d: () => {
      const row = waiting();
      if (row) setDeclining(row);
    },
    s: () => {
      const row = waiting();
      if (row && maySnooze(row)) setSnoozing(row);
    },
    b: () => {
      const row = focused();
      if (row?.status === 'accepted') void navigate(`/referrals/${row.id}/visits/new`);
    },
    z: undoLast,
    r: () => void Promise.all([queue.refetch(), counts.refetch()]),
    '/': () => document.querySelector<HTMLElement>('[data-find-code]')?.focus(),
  });

  return (
    <>
      <div className={styles.top}>
        <PageHeading title={t('title.queue')} keepFocus={lastOpened !== null}>
          {t('queue.title')}
        </PageHeading>
        {counts.data ? <QueueSum counts={counts.data} /> : null}
      </div>
      <QueueFilters filter={filter} counts={counts.data} onChange={change} />
      {queue.isPending ? <Waiting /> : null}
      {queue.isError ? <FaultNotice error={queue.error} onRetry={() => void queue.refetch()} /> : null}
      {queue.data && rows.length === 0 ? (
        search.size === 0 ? (
          <TeachingEmpty icon="inbox" title={t('queue.empty')} text={t('queue.empty_text')} />
        ) : (
          <TeachingEmpty icon="inbox" title={t('queue.none_match')} text={t('queue.none_match_text')}>
            <Button variant="default" onClick={() => change({})}>
              {t('filter.clear')}
            </Button>
          </TeachingEmpty>
        )
      ) : null}
      {rows.length > 0 ? (
        <ul className={styles.list} ref={list} aria-label={t('queue.title')} aria-busy={queue.isPlaceholderData}>
          {rows.map((row) => (
            <QueueRow
              key={row.id}
              row={row}
              mine={row.assignedTo?.id === me.id}
              watchers={(watchers.get(row.id) ?? []).join(', ')}
              accepting={accept.isPending && accept.variables.id === row.id}
              onAccept={acceptRow}
              onOpen={openRow}
            />
          ))}
        </ul>
      ) : null}
      {queue.hasNextPage ? (
        <div className={styles.foot}>
          <Button variant="default" loading={queue.isFetchingNextPage} onClick={() => void queue.fetchNextPage()}>
            {t('queue.more')}
          </Button>
        </div>
      ) : null}
      {rows.length > 0 ? <KeysTip /> : null}
      <DeclineDialog referral={declining} onClose={() => setDeclining(null)} />
      <SnoozeDialog referral={snoozing} onClose={() => setSnoozing(null)} />
      <ConflictDialog conflict={conflict} onClose={closeConflict} />
    </>
  );
}

function QueueSum({ counts }: { readonly counts: QueueCounts }) {
  const { t } = useWords();
  return (
    <p className={styles.sum} role="status">
      {t('queue.waiting', { count: counts.waiting })}
      {counts.overdue > 0 ? ` · ${t('queue.overdue', { count: counts.overdue })}` : ''}
    </p>
  );
}

function KeysTip() {
  const { t } = useWords();
  const { singleKeys } = usePreferences();
  return singleKeys ? <p className={styles.tip}>{t('queue.keys_tip')}</p> : null;
}
