import { useState } from 'react';
import type { ReferralRow } from '../../../contract/referrals.ts';
import { useWords } from '../i18n/words.tsx';
import { useDecisions } from './decisions.ts';
import { ReasonDialog } from './reason-dialog.tsx';

/** Asks why a case is turned away. */
export function DeclineDialog(props: { readonly referral: ReferralRow | null; readonly onClose: () => void }) {
  const { referral } = props;
  return referral ? <Asking key={referral.id} referral={referral} onClose={props.onClose} /> : null;
}

function Asking({ referral: shown, onClose }: { readonly referral: ReferralRow; readonly onClose: () => void }) {
  const { t } = useWords();
  const { decline } = useDecisions();
  const [referral] = useState(shown);
  return (
    <ReasonDialog
      referral={referral}
      decision={decline}
      title={t('decline.title', { code: referral.code })}
      label={t('decline.reason')}
      hint={t('decline.hint')}
      rows={4}
      go={t('decline.go')}
      goColor="red.9"
      onReason={(present, reason) => decline.mutate({ ...present, reason }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
