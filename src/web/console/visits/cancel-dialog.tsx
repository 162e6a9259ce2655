import { Button, Group, Modal, Radio, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { CancelVisit, type Visit } from '../../../contract/visits.ts';
import { api } from '../api/calls.ts';
import { useWords } from '../i18n/words.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { tellDone } from '../shell/toasts.tsx';
import { useRenewVisits } from './renew-visits.ts';
import { visitWhen } from './visit-words.ts';

const REASONS = CancelVisit.shape.reason.options;
type Reason = CancelVisit['reason'];

/** Asks why a visit is cancelled; the reason is a code, never free text. */
export function CancelDialog(props: { readonly visit: Visit | null; readonly onClose: () => void }) {
  return props.visit ? <Cancelling key={props.visit.id} visit={props.visit} onClose={props.onClose} /> : null;
}

function Cancelling({ visit, onClose }: { readonly visit: Visit; readonly onClose: () => void }) {
  const words = useWords();
  const { t, cases, dates } = words;
  const renew = useRenewVisits(visit.referralId);
  const [reason, setReason] = useState<Reason | null>(null);
  const [missing, setMissing] = useState(false);
  const cancel = useMutation({
    mutationFn: (chosen: Reason) => api.cancelVisit(visit.id, { version: visit.version, reason: chosen }),
    onSuccess: () => {
      tellDone(t('cancel_visit.done', { when: dates.moment(visit.startsAt) }));
      onClose();
    },
    onSettled: renew,
  });

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setMissing(reason === null);
    if (reason !== null) cancel.mutate(reason);
  };

  return (
    <Modal opened onClose={onClose} title={t('cancel_visit.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit} noValidate>
        <p>{t('cancel_visit.which', { when: visitWhen(visit, words) })}</p>
        <Radio.Group
          label={t('cancel_visit.reason')}
          value={reason}
          onChange={(value) => setReason(REASONS.find((code) => code === value) ?? null)}
          error={missing && reason === null ? t('cancel_visit.choose') : null}
        >
          <Stack gap="xs" mt="xs">
            {REASONS.map((code) => (
              <Radio key={code} value={code} label={cases.of('cancel_reason', code)} />
            ))}
          </Stack>
        </Radio.Group>
        {cancel.isError ? <FaultNotice error={cancel.error} /> : null}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t('cancel_visit.keep')}
          </Button>
          <Button type="submit" color="red.9" loading={cancel.isPending}>
            {t('cancel_visit.go')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
