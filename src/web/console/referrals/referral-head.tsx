import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import type { ReferralDetail } from '../../../contract/referrals.ts';
import { Icon } from '../../ui/icons.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useWords } from '../i18n/words.tsx';
import { useSignedIn } from '../shell/me.ts';
import { LevelTag } from './level-tag.tsx';
import { useWatchers } from './presence.ts';
import { nextDeadline, waitsForYes, wantsPerson } from './queue-order.ts';
import styles from './referral.module.css';
import { maySnooze } from './snooze-times.ts';
import { TimeLeft } from './time-left.tsx';

interface HeadProps {
  readonly referral: ReferralDetail;
  readonly accepting: boolean;
  readonly onAccept: () => void;
  readonly onDecline: () => void;
  readonly onSnooze: () => void;
  readonly onWake: () => void;
}

/** What it is, by when, whose, and what can be done now. */
export function ReferralHead(props: HeadProps) {
  const { referral } = props;
  const { t, cases, dates } = useWords();
  const me = useSignedIn();
  const watchers = useWatchers().get(referral.id) ?? [];
  const deadline = nextDeadline(referral);
  const { assignedTo } = referral;
  return (
    <header className={styles.head}>
      <div>
        <div className={styles.name}>
          <PageHeading title={t('title.referral')}>{referral.code}</PageHeading>
          <LevelTag level={referral.level} />
          <Tag tone={referral.status === 'accepted' ? 'standard' : 'plain'} {...(referral.status === 'accepted' ? { icon: 'check' } : {})}>
            {cases.of('status', referral.status)}
          </Tag>
          {referral.quietMode ? (
            <Tag tone="outside" icon="quiet">
              {t('safe.quiet')}
            </Tag>
          ) : null}
          {watchers.length > 0 ? (
            <Tag tone="plain" icon="seen">
              {t('queue.watched', { names: watchers.join(', ') })}
            </Tag>
          ) : null}
          {referral.snoozedUntil ? (
            <Tag tone="plain" icon="clock">
              {t('snooze.tag', { when: dates.moment(referral.snoozedUntil) })}
            </Tag>
          ) : null}
          {wantsPerson(referral) ? <Tag tone="plain">{t('referral.wants_person')}</Tag> : null}
          {referral.escalation === 'none' ? null : <Tag tone="urgent">{cases.of('escalation', referral.escalation)}</Tag>}
        </div>
        <p className={styles.about}>
          {t('referral.arrived', { when: dates.moment(referral.submittedAt) })} · {cases.place(referral.area, referral.district)} ·{' '}
          {cases.of('flow', referral.flow)} ·{' '}
          {assignedTo
            ? assignedTo.id === me.id
              ? t('referral.assigned_me')
              : t('referral.assigned_to', { name: assignedTo.name })
            : t('referral.assigned_nobody')}
        </p>
      </div>
      {deadline ? <TimeLeft deadline={deadline} /> : null}
      <Actions {...props} />
    </header>
  );
}

function Actions({ referral, accepting, onAccept, onDecline, onSnooze, onWake }: HeadProps) {
  const { t } = useWords();
  const waits = waitsForYes(referral);
  const waited = useRef(waits);
  const book = useRef<HTMLAnchorElement>(null);

  // The button that was pressed is gone after the yes: the next step takes the focus, so that the keyboard is not lost.
  useEffect(() => {
    if (waited.current && !waits && document.activeElement === document.body) book.current?.focus();
    waited.current = waits;
  }, [waits]);

  return (
    <div className={`${styles.actions} fs-no-print`}>
      {waits ? (
        <>
          <Button onClick={onAccept} loading={accepting} leftSection={<Icon name="check" size={17} />} aria-keyshortcuts="a">
            {t('referral.accept')}
          </Button>
          <Button variant="default" onClick={onDecline} disabled={accepting} aria-keyshortcuts="d">
            {t('referral.decline')}
          </Button>
          {referral.snoozedUntil ? (
            <Button variant="default" onClick={onWake}>
              {t('snooze.wake')}
            </Button>
          ) : maySnooze(referral) ? (
            <Button variant="default" onClick={onSnooze} aria-keyshortcuts="s">
              {t('snooze.open')}
            </Button>
          ) : null}
        </>
      ) : null}
      {referral.status === 'accepted' ? (
        <Button
          component={Link}
          ref={book}
          to={`/referrals/${referral.id}/visits/new`}
          leftSection={<Icon name="calendar" size={17} />}
          aria-keyshortcuts="b"
        >
          {t('referral.book')}
        </Button>
      ) : null}
      <Button variant="subtle" color="gray" onClick={() => window.print()} leftSection={<Icon name="print" size={17} />}>
        {t('print')}
      </Button>
    </div>
  );
}
