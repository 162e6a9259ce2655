import { Button, Group, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Visit } from '../../../contract/visits.ts';
import { api } from '../api/calls.ts';
import { useWords } from '../i18n/words.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { tellDone } from '../shell/toasts.tsx';
import { bookingFaults } from './booking-faults.ts';
import { useFieldFault } from './field-fault.ts';
import { useRenewVisits } from './renew-visits.ts';
import { instantOf, wallTime } from './seoul-time.ts';
import { visitWhen } from './visit-words.ts';
import { WhenFields } from './when-fields.tsx';

/** A new day and time for a booked visit; length, saver and place stay. */
export function MoveDialog(props: { readonly visit: Visit | null; readonly onClose: () => void }) {
  return props.visit ? <Moving key={props.visit.id} visit={props.visit} onClose={props.onClose} /> : null;
}

function Moving({ visit, onClose }: { readonly visit: Visit; readonly onClose: () => void }) {
  const words = useWords();
  const { t, dates } = words;
  const renew = useRenewVisits(visit.referralId);
  const minutes = Math.round((Date.parse(visit.endsAt) - Date.parse(visit.startsAt)) / 60_000);
  const [date, setDate] = useState(() => dates.day(visit.startsAt));
  const [time, setTime] = useState(() => wallTime(visit.startsAt));
  const [missing, setMissing] = useState(false);

  const move = useMutation({
    mutationFn: () => api.moveVisit(visit.id, { version: visit.version, date, time }),
    onSuccess: () => {
      const startsAt = instantOf(date, time) ?? visit.startsAt;
      tellDone(t('move.done', { when: dates.moment(startsAt) }));
      onClose();
    },
    onSettled: renew,
  });
  const faultOf = useFieldFault(move.error);
  const elsewhere = move.isError && !bookingFaults(move.error).some(({ field }) => field === 'date' || field === 'time');

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const empty = date === '' || time === '';
    setMissing(empty);
    if (!empty) move.mutate();
  };

  return (
    <Modal opened onClose={onClose} title={t('move.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit} noValidate>
        <p>{t('move.now', { when: visitWhen(visit, words) })}</p>
        <WhenFields
          date={date}
          time={time}
          minutes={minutes}
          onDate={setDate}
          onTime={setTime}
          dateFault={missing && date === '' ? t('book.date_missing') : faultOf('date')}
          timeFault={missing && time === '' ? t('book.time_missing') : faultOf('time')}
        />
        {elsewhere ? <FaultNotice error={move.error} /> : null}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={move.isPending}>
            {t('move.go')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
