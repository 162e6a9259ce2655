import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { ReferralDetail } from '../../../contract/referrals.ts';
import { Icon } from '../../ui/icons.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';
import { useReferral } from '../api/queries.ts';
import { useWords } from '../i18n/words.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { useSingleKeys } from '../shell/single-keys.ts';
import { Waiting } from '../shell/waiting.tsx';
import { DeliveriesPanel } from '../visits/deliveries-panel.tsx';
import { VisitsPanel } from '../visits/visits-panel.tsx';
import { AnswersList } from './answers-list.tsx';
import { BackToQueue } from './back-to-queue.tsx';
import { ConflictDialog } from './both-versions.tsx';
import { ConsentsPanel } from './consents-panel.tsx';
import { useDecisions } from './decisions.ts';
import { DeclineDialog } from './decline-dialog.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { NotesPanel } from './notes-panel.tsx';
import { useBeingHere } from './presence.ts';
import { waitsForYes } from './queue-order.ts';
import { ReferralHead } from './referral-head.tsx';
import styles from './referral.module.css';
import { SafeContactPanel, SafeContactStrip } from './safe-contact-panel.tsx';
import { ServicesPanel } from './services-panel.tsx';
import { SnoozeDialog } from './snooze-dialog.tsx';
import { maySnooze } from './snooze-times.ts';
import { WhatIfPanel } from './what-if-panel.tsx';
import { WhyLevel } from './why-level.tsx';

export function Component() {
  const { t } = useWords();
  const { id = '' } = useParams();
  const referral = useReferral(id);
  return (
    <>
      <BackToQueue />
      {referral.isPending ? <Waiting /> : null}
      {referral.isError && !referral.data ? (
        <>
          <PageHeading title={t('title.referral')}>{t('referral.title')}</PageHeading>
          <FaultNotice error={referral.error} onRetry={() => void referral.refetch()} />
        </>
      ) : null}
      {referral.data ? <Referral referral={referral.data} /> : null}
    </>
  );
}

function Referral({ referral }: { readonly referral: ReferralDetail }) {
  const navigate = useNavigate();
  useBeingHere(referral.id);
  const { accept, wake, undoLast, conflict, closeConflict } = useDecisions();
  const [declining, setDeclining] = useState(false);
  const [snoozing, setSnoozing] = useState(false);
  const waits = waitsForYes(referral);
  const acceptIt = (): void => {
    if (waits && !accept.isPending) accept.mutate(referral);
  };
  const decline = (): void => {
    if (waits) setDeclining(true);
  };
  const snooze = (): void => {
    if (maySnooze(referral) && !referral.snoozedUntil) setSnoozing(true);
  };
  useSingleKeys({
    a: acceptIt,
    s: snooze,
    d: decline,
    z: undoLast,
    b: () => {
      if (referral.status === 'accepted') void navigate(`/referrals/${referral.id}/visits/new`);
    },
  });

  return (
    <>
      <ReferralHead
        referral={referral}
        accepting={accept.isPending}
        onAccept={acceptIt}
        onDecline={decline}
        onSnooze={snooze}
        onWake={() => wake.mutate(referral)}
      />
      <SafeContactStrip referral={referral} />
      {referral.status === 'withdrawn' ? <Withdrawn /> : null}
      <div className={styles.columns}>
        <div className={styles.main}>
          {referral.notes.length > 0 ? <NotesPanel referral={referral} /> : null}
          <WhyLevel referral={referral} />
          {referral.answers.some(({ masked }) => !masked) ? <WhatIfPanel key={referral.id} referral={referral} /> : null}
          <VisitsPanel referral={referral} />
          <AnswersList referral={referral} />
          <DeliveriesPanel referral={referral} />
        </div>
        <div className={styles.side}>
          <div className={styles.kept}>
            <SafeContactPanel referral={referral} />
          </div>
          <ServicesPanel referral={referral} />
          <ConsentsPanel referral={referral} />
          <HistoryPanel referral={referral} />
        </div>
      </div>
      <DeclineDialog referral={declining ? referral : null} onClose={() => setDeclining(false)} />
      <SnoozeDialog referral={snoozing ? referral : null} onClose={() => setSnoozing(false)} />
      <ConflictDialog conflict={conflict} onClose={closeConflict} />
    </>
  );
}

function Withdrawn() {
  const { t } = useWords();
  return (
    <p className={styles.withdrawn} role="note">
      <Icon name="lock" size={20} />
      <span>
        <strong>{t('referral.withdrawn')}</strong>
        <br />
        {t('referral.withdrawn_text')}
      </span>
    </p>
  );
}
