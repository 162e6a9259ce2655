import { Button, Group, Modal, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useWords } from '../i18n/words.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { type Decided, useDecisions } from './decisions.ts';

/** As in the contract: a reason has 3 to 500 characters. */
const SHORTEST = 3;
const LONGEST = 500;

/** Asks why. What was typed is not lost by a stray click or Escape: the first one asks. */
export function DeclineDialog(props: { readonly referral: Decided | null; readonly onClose: () => void }) {
  const { referral } = props;
  return referral ? <Asking key={referral.id} referral={referral} onClose={props.onClose} /> : null;
}

function Asking({ referral, onClose }: { readonly referral: Decided; readonly onClose: () => void }) {
  const { t } = useWords();
  const { decline } = useDecisions();
  const [reason, setReason] = useState('');
  const [tooShort, setTooShort] = useState(false);
  const [leaving, setLeaving] = useState(false);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const short = reason.trim().length < SHORTEST;
    setTooShort(short);
    if (!short) decline.mutate({ ...referral, reason: reason.trim() }, { onSuccess: onClose });
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
        <p role="status">{leaving ? t('decline.leaving') : ''}</p>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={close}>
            {t(leaving ? 'decline.throw_away' : 'cancel')}
          </Button>
          <Button type="submit" color="red.9" loading={decline.isPending}>
            {t('decline.go')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
