import { Button } from '@mantine/core';
import { Link, useParams } from 'react-router';
import type { ReferralDetail } from '../../../contract/referrals.ts';
import { Icon } from '../../ui/icons.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TeachingEmpty } from '../../ui/teaching-empty.tsx';
import { useReferral, useSavers } from '../api/queries.ts';
import { useWords } from '../i18n/words.tsx';
import { useDecisions } from '../referrals/decisions.ts';
import { LevelTag } from '../referrals/level-tag.tsx';
import { nextDeadline, waitsForYes } from '../referrals/queue-order.ts';
import { SafeContactPanel, SafeContactStrip } from '../referrals/safe-contact-panel.tsx';
import { TimeLeft } from '../referrals/time-left.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { Waiting } from '../shell/waiting.tsx';
import { BookForm } from './book-form.tsx';
import styles from './book-visit.module.css';

export function Component() {
  const { t } = useWords();
  const { id = '' } = useParams();
  const referral = useReferral(id);
  if (referral.isPending) return <Waiting />;
  if (!referral.data) {
    return (
      <>
        <PageHeading title={t('title.book')}>{t('referral.book')}</PageHeading>
        <FaultNotice error={referral.error} onRetry={() => void referral.refetch()} />
      </>
    );
  }
  return <BookVisit referral={referral.data} />;
}

function BookVisit({ referral }: { readonly referral: ReferralDetail }) {
  const { t, cases } = useWords();
  const deadline = nextDeadline(referral);
  return (
    <>
      <Link to={`/referrals/${referral.id}`} className={styles.back}>
        <Icon name="left" size={16} /> {referral.code}
      </Link>
      <div className={styles.head}>
        <PageHeading title={t('title.book')}>{t('book.title', { code: referral.code })}</PageHeading>
        <LevelTag level={referral.level} />
        <span className={styles.where}>
          <Icon name="place" size={16} /> {cases.place(referral.area, referral.district)}
        </span>
        {deadline ? <TimeLeft deadline={deadline} /> : null}
      </div>
      <SafeContactStrip referral={referral} />
      <div className={styles.columns}>
        <Panel title={t('referral.book')} icon="calendar">
          <Booking referral={referral} />
        </Panel>
        <div className={styles.side}>
          <SafeContactPanel referral={referral} />
        </div>
      </div>
    </>
  );
}

function Booking({ referral }: { readonly referral: ReferralDetail }) {
  const { t } = useWords();
  const savers = useSavers();
  const { accept } = useDecisions();
  if (waitsForYes(referral)) {
    return (
      <TeachingEmpty icon="hourglass" title={t('book.wait_title')} text={t('book.wait_text')}>
        <Button loading={accept.isPending} onClick={() => accept.mutate(referral)}>
          {t('referral.accept')}
        </Button>
      </TeachingEmpty>
    );
  }
  if (referral.status !== 'accepted') return <TeachingEmpty icon="lock" title={t('book.closed_title')} text={t('book.closed_text')} />;
  if (savers.isPending) return <Waiting />;
  if (!savers.data) return <FaultNotice error={savers.error} onRetry={() => void savers.refetch()} />;
  if (savers.data.items.length === 0) return <TeachingEmpty icon="user" title={t('book.saver_empty')} text={t('book.saver_empty_text')} />;
  return <BookForm referral={referral} savers={savers.data.items} />;
}
