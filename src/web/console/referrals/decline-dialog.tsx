import { Button, Group, Modal, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useWords } from '../i18n/words.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import type { ReferralRow } from '../../../contract/referrals.ts';
import { BothVersions } from './both-versions.tsx';
import { conflictOf, useDecisions } from './decisions.ts';
import { waitsForYes } from './queue-order.ts';

/** As in the contract: a reason has 3 to 500 characters. */
const SHORTEST = 3;
const LONGEST = 500;

/** Asks why. What was typed is not lost by a stray click or Escape: the first one asks. */
export function DeclineDialog(props: { readonly referral: ReferralRow | null; readonly onClose: () => void }) {
  const { referral } = props;
  return referral ? <Asking key={referral.id} referral={referral} onClose={props.onClose} /> : null;
}

function Asking({ referral: shown, onClose }: { readonly referral: ReferralRow; readonly onClose: () => void }) {
  const { t } = useWords();
  const { decline } = useDecisions();
  // As it was when the question was asked: news that come meanwhile are said, not slipped in.
  const [referral] = useState(shown);
  const [reason, setReason] = useState('');
  const [tooShort, setTooShort] = useState(false);
  const [leaving, setLeaving] = useState(false);

  // After a conflict both versions are shown; sent again, it is about the one that is there now.
  const conflict = decline.isError ? conflictOf(decline.error, referral) : null;
  const present = conflict?.now ?? referral;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const short = reason.trim().length < SHORTEST;
    setTooShort(short);
    if (!short) decline.mutate({ ...present, reason: reason.trim() }, { onSuccess: onClose });
  };
  const close = (): void => {
    if (reason.trim() === '' || leaving) onClose();
    else setLeaving(true);
  };

  return (
    <Modal opened onClose={close} title={t('decline.title', { code: referral.code })} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit} noValidate>
        <Textarea
          label={t('decline.reason')}
          description={t('decline.hint')}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
            setLeaving(false);
          }}
          error={tooShort ? t('decline.too_short') : null}
          minRows={4}
          autosize
          maxLength={LONGEST}
          data-autofocus
          required
          withAsterisk={false}
        />
        {decline.isError ? <FaultNotice error={decline.error} /> : null}
        {conflict ? <BothVersions {...conflict} /> : null}
        <p role="status">{leaving ? t('decline.leaving') : ''}</p>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={close}>
            {t(leaving ? 'decline.throw_away' : 'cancel')}
          </Button>
          <Button type="submit" color="red.9" loading={decline.isPending} disabled={!waitsForYes(present)}>
            {t('decline.go')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
