import { Button } from '@mantine/core';
import { memo, useId } from 'react';
import { Link, useLocation } from 'react-router';
import type { ReferralRow } from '../../../contract/referrals.ts';
import { Icon } from '../../ui/icons.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useWords } from '../i18n/words.tsx';
import type { FromQueue } from './back-to-queue.tsx';
import { LevelTag } from './level-tag.tsx';
import styles from './queue.module.css';
import { nextDeadline, waitsForYes, wantsPerson } from './queue-order.ts';
import { TimeLeft } from './time-left.tsx';

/** How many reasons a row spells out; the rest is a number. */
const REASONS_SHOWN = 3;

export interface QueueRowProps {
  readonly row: ReferralRow;
  readonly mine: boolean;
  /** Colleagues who have it open, as one text; empty when nobody has. */
  readonly watchers: string;
  readonly accepting: boolean;
  readonly onAccept: (row: ReferralRow) => void;
  readonly onOpen: (row: ReferralRow) => void;
}

/** One referral in one glance: how urgent, why, who, by when. The whole row opens it. */
export const QueueRow = memo(function QueueRow({ row, mine, watchers, accepting, onAccept, onOpen }: QueueRowProps) {
  const { t, cases, dates } = useWords();
  const id = useId();
  const deadline = nextDeadline(row);
  const shown = row.reasons.slice(0, REASONS_SHOWN);
  const hidden = row.reasons.length - shown.length;
  const waits = waitsForYes(row);
  const from: FromQueue = { queue: useLocation().search };
  return (
    <li className={styles.row}>
      <div className={styles.level} id={`${id}l`}>
        <LevelTag level={row.level} />
      </div>

      <div className={styles.what}>
        <p className={styles.first}>
          <Link
            to={`/referrals/${row.id}`}
            state={from}
            className={styles.code}
            data-referral={row.id}
            aria-describedby={`${id}l ${id}r ${id}t`}
            onClick={() => onOpen(row)}
          >
            {row.code}
          </Link>
          {row.quietMode ? (
            <Tag tone="outside" icon="quiet">
              {t('safe.quiet')}
            </Tag>
          ) : null}
          {wantsPerson(row) ? <Tag tone="plain">{t('queue.wants_person')}</Tag> : null}
          {watchers ? (
            <Tag tone="plain" icon="seen">
              {t('queue.watched', { names: watchers })}
            </Tag>
          ) : null}
          {row.snoozedUntil ? (
            <Tag tone="plain" icon="clock">
              {t('snooze.tag', { when: dates.moment(row.snoozedUntil) })}
            </Tag>
          ) : null}
          {row.unreadNotes > 0 ? (
            <Tag tone="standard" icon="note">
              {t('queue.notes', { count: row.unreadNotes })}
            </Tag>
          ) : null}
          {row.escalation === 'none' ? null : <Tag tone="urgent">{cases.of('escalation', row.escalation)}</Tag>}
        </p>
        <p className={styles.reasons} id={`${id}r`}>
          {shown.map((reason) => cases.of('triage', reason)).join(' · ')}
          {hidden > 0 ? <span className={styles.rest}> {t('queue.more_reasons', { count: hidden })}</span> : null}
        </p>
      </div>

      <dl className={styles.who}>
        <div>
          <dt>{t('queue.language')}</dt>
          <dd>
            <Icon name="globe" size={15} /> {cases.of('language', row.lang)}
          </dd>
        </div>
        <div>
          <dt>{t('queue.area')}</dt>
          <dd>
            <Icon name="place" size={15} /> {cases.place(row.area, row.district)}
          </dd>
        </div>
        <div>
          <dt>{t('queue.assigned')}</dt>
          <dd>
            <Icon name="user" size={15} /> {row.assignedTo ? (mine ? t('queue.me') : row.assignedTo.name) : t('queue.nobody')}
          </dd>
        </div>
      </dl>

      <div className={styles.when}>
        {deadline ? <TimeLeft deadline={deadline} id={`${id}t`} /> : null}
        {waits ? null : <span className={styles.status}>{cases.of('status', row.status)}</span>}
      </div>

      <div className={styles.act}>
        {waits ? (
          <Button
            size="xs"
            variant={mine ? 'filled' : 'default'}
            loading={accepting}
            onClick={() => onAccept(row)}
            aria-label={t('queue.accept_code', { code: row.code })}
          >
            {t('referral.accept')}
          </Button>
        ) : null}
      </div>
    </li>
  );
});
