import { Button, Group, Modal, NativeSelect, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ReferralRow } from '../../../contract/referrals.ts';
import { serverNow } from '../api/server-time.ts';
import { useWords } from '../i18n/words.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { BothVersions } from './both-versions.tsx';
import { conflictOf, useDecisions } from './decisions.ts';
import { waitsForYes } from './queue-order.ts';
import { snoozeTimes } from './snooze-times.ts';

/** As in the contract: a reason has 3 to 500 characters. */
const SHORTEST = 3;
const LONGEST = 500;

/** Asks until when, and why. */
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
  const [reason, setReason] = useState('');
  const [tooShort, setTooShort] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const conflict = snooze.isError ? conflictOf(snooze.error, referral) : null;
  const present = conflict?.now ?? referral;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const short = reason.trim().length < SHORTEST;
    setTooShort(short);
    if (!short) snooze.mutate({ ...present, until, reason: reason.trim() }, { onSuccess: onClose });
  };
  const close = (): void => {
    if (reason.trim() === '' || leaving) onClose();
    else setLeaving(true);
  };

  return (
    <Modal opened onClose={close} title={t('snooze.title', { code: referral.code })} closeButtonProps={{ 'aria-label': t('close') }}>
      {times.length === 0 ? <p>{t('snooze.none')}</p> : null}
      <form onSubmit={submit} noValidate hidden={times.length === 0}>
        <NativeSelect
          label={t('snooze.until')}
          description={t('snooze.hint')}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
          data={times.map((time) => ({ value: time, label: dates.moment(time) }))}
          data-autofocus
        />
        <Textarea
          mt="md"
          label={t('snooze.reason')}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
            setLeaving(false);
          }}
          error={tooShort ? t('decline.too_short') : null}
          minRows={2}
          autosize
          maxLength={LONGEST}
          required
          withAsterisk={false}
        />
        {snooze.isError ? <FaultNotice error={snooze.error} /> : null}
        {conflict ? <BothVersions {...conflict} /> : null}
        <p role="status">{leaving ? t('decline.leaving') : ''}</p>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={close}>
            {t(leaving ? 'decline.throw_away' : 'cancel')}
          </Button>
          <Button type="submit" loading={snooze.isPending} disabled={!waitsForYes(present)}>
            {t('snooze.go')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
