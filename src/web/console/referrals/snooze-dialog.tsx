import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { ReferralRow } from '../../../contract/referrals.ts';
import { serverNow } from '../api/server-time.ts';
import { useWords } from '../i18n/words.tsx';
import { useDecisions } from './decisions.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { snoozeTimes } from './snooze-times.ts';

/** Asks until when a case is put off, and why. */
export function SnoozeDialog(props: { readonly referral: ReferralRow | null; readonly onClose: () => void }) {
  const { referral } = props;
  return referral ? <Asking key={referral.id} referral={referral} onClose={props.onClose} /> : null;
}

function Asking({ referral: shown, onClose }: { readonly referral: ReferralRow; readonly onClose: () => void }) {
  const { t, dates } = useWords();
  const { snooze } = useDecisions();
  const [referral] = useState(shown);
  const [times] = useState(() => snoozeTimes(referral, serverNow()));
  const [until, setUntil] = useState(times[0] ?? '');
  return (
    <ReasonDialog
      referral={referral}
      decision={snooze}
      title={t('snooze.title', { code: referral.code })}
      label={t('snooze.reason')}
      rows={2}
      go={t('snooze.go')}
      instead={times.length === 0 ? t('snooze.none') : null}
      onReason={(present, reason) => snooze.mutate({ ...present, until, reason }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <NativeSelect
        label={t('snooze.until')}
        description={t('snooze.hint')}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
        data={times.map((time) => ({ value: time, label: dates.moment(time) }))}
        data-autofocus
      />
    </ReasonDialog>
  );
}
