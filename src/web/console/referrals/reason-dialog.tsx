import { Button, Group, Modal, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { ReferralRow } from '../../../contract/referrals.ts';
import { useWords } from '../i18n/words.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { BothVersions } from './both-versions.tsx';
import { conflictOf } from './decisions.ts';
import { waitsForYes } from './queue-order.ts';

/** As in the contract: a reason has 3 to 500 characters. */
const SHORTEST = 3;
const LONGEST = 500;

interface Decision {
  readonly error: Error | null;
  readonly isPending: boolean;
}

/** Asks for a reason. What was typed is not lost by a stray click or Escape: the first one asks. */
export function ReasonDialog(props: {
  /** As it was when the question was asked: news that come meanwhile are said, not slipped in. */
  readonly referral: ReferralRow;
  readonly decision: Decision;
  readonly title: string;
  readonly label: string;
  readonly hint?: string;
  readonly rows: number;
  readonly go: string;
  readonly goColor?: string;
  /** What is asked besides, before the reason; the keyboard begins there. */
  readonly children?: ReactNode;
  /** Said instead of the form when nothing can be decided. */
  readonly instead?: string | null;
  /** @param present The referral as it is known now. */
  readonly onReason: (present: ReferralRow, reason: string) => void;
  readonly onClose: () => void;
}) {
  const { referral, decision, children, instead = null, onReason, onClose } = props;
  const { t } = useWords();
  const [reason, setReason] = useState('');
  const [tooShort, setTooShort] = useState(false);
  const [leaving, setLeaving] = useState(false);

  // After a conflict both versions are shown; sent again, it is about the one that is there now.
  const conflict = decision.error ? conflictOf(decision.error, referral) : null;
  const present = conflict?.now ?? referral;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const short = reason.trim().length < SHORTEST;
    setTooShort(short);
    if (!short) onReason(present, reason.trim());
  };
  const close = (): void => {
    if (reason.trim() === '' || leaving) onClose();
    else setLeaving(true);
  };

  return (
    <Modal opened onClose={close} title={props.title} closeButtonProps={{ 'aria-label': t('close') }}>
      {instead === null ? null : <p>{instead}</p>}
      <form onSubmit={submit} noValidate hidden={instead !== null}>
        {children}
        <Textarea
          {...(children ? { mt: 'md' } : { 'data-autofocus': true })}
          label={props.label}
          description={props.hint}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
            setLeaving(false);
          }}
          error={tooShort ? t('decline.too_short') : null}
          minRows={props.rows}
          autosize
          maxLength={LONGEST}
          required
          withAsterisk={false}
        />
        {decision.error ? <FaultNotice error={decision.error} /> : null}
        {conflict ? <BothVersions {...conflict} /> : null}
        <p role="status">{leaving ? t('decline.leaving') : ''}</p>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={close}>
            {t(leaving ? 'decline.throw_away' : 'cancel')}
          </Button>
          <Button
            type="submit"
            {...(props.goColor ? { color: props.goColor } : {})}
            loading={decision.isPending}
            disabled={!waitsForYes(present)}
          >
            {props.go}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
