import { Button } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { ReferralRow } from '../../../contract/referrals.ts';
import { PageHeading } from '../../ui/page-heading.tsx';
import { TeachingEmpty } from '../../ui/teaching-empty.tsx';
import { useQueue } from '../api/queries.ts';
import { useServerNow } from '../api/server-time.ts';
import { useWords } from '../i18n/words.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { useSignedIn } from '../shell/me.ts';
import { usePreferences } from '../shell/preferences.ts';
import { useSingleKeys } from '../shell/single-keys.ts';
import { Waiting } from '../shell/waiting.tsx';
import { useDecisions } from './decisions.ts';
import { DeclineDialog } from './decline-dialog.tsx';
import { QueueFilters } from './queue-filters.tsx';
import styles from './queue.module.css';
import { filterOf, inOrder, nextDeadline, onceEach, passes, urgencyOf, waitsForYes } from './queue-order.ts';
import { QueueRow } from './queue-row.tsx';

/** The row that was opened last: coming back, the focus is there again. Only an id, only until the page is reloaded. */
let lastOpened: string | null = null;

const linkOf = (list: HTMLElement | null, id: string): HTMLElement | null =>
  list?.querySelector<HTMLElement>(`[data-referral="${CSS.escape(id)}"]`) ?? null;

export function Component() {
  const { t } = useWords();
  const me = useSignedIn();
  const [search, setSearch] = useSearchParams();
  const filter = filterOf(search);
  const queue = useQueue(filter.scope);
  const { accept } = useDecisions();
  const [declining, setDeclining] = useState<ReferralRow | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const navigate = useNavigate();

  const all = useMemo(() => inOrder(onceEach((queue.data?.pages ?? []).flatMap((page) => page.items))), [queue.data]);
  const { hasNextPage, isFetching, fetchNextPage } = queue;
  // All that is open is fetched at once: the filters count it, and what is due soonest may stand on any page.
  useEffect(() => {
    if (filter.scope === 'open' && hasNextPage && !isFetching) void fetchNextPage();
  }, [filter.scope, hasNextPage, isFetching, fetchNextPage]);
  const rows = all.filter((row) => passes(row, filter, me.id));
  const back = useRef(lastOpened);

  useEffect(() => {
    if (back.current === null || rows.length === 0) return;
    linkOf(list.current, back.current)?.focus();
    back.current = null;
    lastOpened = null;
  }, [rows.length]);

  const focused = (): ReferralRow | undefined =>
    rows.find((row) => row.id === (document.activeElement as HTMLElement | null)?.dataset['referral']);
  const move = (by: 1 | -1): void => {
    const now = focused();
    const place = now ? rows.indexOf(now) + by : by === 1 ? 0 : rows.length - 1;
    const next = rows[Math.min(Math.max(place, 0), rows.length - 1)];
    if (next) linkOf(list.current, next.id)?.focus();
  };
  // The button of an accepted row goes away and takes the focus with it: the row, or the one that follows, gets it.
  const decided = useRef<{ readonly id: string; readonly place: number } | null>(null);
  const order = rows.map((row) => row.id).join(' ');
  useEffect(() => {
    const was = decided.current;
    const still = rows.find((row) => row.id === was?.id);
    if (!was || (still && waitsForYes(still))) return;
    decided.current = null;
    const next = still ?? rows[Math.min(was.place, rows.length - 1)];
    if (next && document.activeElement === document.body) linkOf(list.current, next.id)?.focus();
  });
  const { mutate } = accept;
  const acceptRow = useCallback(
    (row: ReferralRow) => {
      decided.current = { id: row.id, place: order.split(' ').indexOf(row.id) };
      mutate(row);
    },
    [mutate, order],
  );
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
    b: () => {
      const row = focused();
      if (row?.status === 'accepted') void navigate(`/referrals/${row.id}/visits/new`);
    },
  });

  return (
    <>
      <div className={styles.top}>
        <PageHeading title={t('title.queue')} keepFocus={lastOpened !== null}>
          {t('queue.title')}
        </PageHeading>
        {queue.data ? <QueueSum rows={all} /> : null}
      </div>
      <QueueFilters rows={all} me={me.id} />
      {queue.isPending ? <Waiting /> : null}
      {queue.isError ? <FaultNotice error={queue.error} onRetry={() => void queue.refetch()} /> : null}
      {queue.data && rows.length === 0 ? (
        all.length === 0 ? (
          <TeachingEmpty icon="inbox" title={t('queue.empty')} text={t('queue.empty_text')} />
        ) : (
          <TeachingEmpty icon="inbox" title={t('queue.none_match')} text={t('queue.none_match_text')}>
            <Button variant="default" onClick={() => setSearch(new URLSearchParams(), { replace: true })}>
              {t('filter.clear')}
            </Button>
          </TeachingEmpty>
        )
      ) : null}
      {rows.length > 0 ? (
        <ul className={styles.list} ref={list} aria-label={t('queue.title')}>
          {rows.map((row) => (
            <QueueRow
              key={row.id}
              row={row}
              mine={row.assignedTo?.id === me.id}
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
    </>
  );
}

function QueueSum({ rows }: { readonly rows: readonly ReferralRow[] }) {
  const { t } = useWords();
  const now = useServerNow();
  const waiting = rows.filter(waitsForYes);
  const overdue = waiting.filter((row) => {
    const deadline = nextDeadline(row);
    return deadline !== null && urgencyOf(deadline.at, now) === 'overdue';
  });
  return (
    <p className={styles.sum} role="status">
      {t('queue.waiting', { count: waiting.length })}
      {overdue.length > 0 ? ` · ${t('queue.overdue', { count: overdue.length })}` : ''}
    </p>
  );
}

function KeysTip() {
  const { t } = useWords();
  const { singleKeys } = usePreferences();
  return singleKeys ? <p className={styles.tip}>{t('queue.keys_tip')}</p> : null;
}
