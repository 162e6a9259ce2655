import { Button, NativeSelect, Radio } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { ReferralDetail } from '../../../contract/referrals.ts';
import type { Saver } from '../../../contract/staff.ts';
import { type BookVisit, VisitPlace } from '../../../contract/visits.ts';
import { Icon } from '../../ui/icons.tsx';
import { api } from '../api/calls.ts';
import { useWords } from '../i18n/words.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { LeaveGuard } from '../shell/leave-guard.tsx';
import { tellDone } from '../shell/toasts.tsx';
import styles from './book-visit.module.css';
import { BookingAdvice } from './booking-advice.tsx';
import { bookingFaults } from './booking-faults.ts';
import { useFieldFault } from './field-fault.ts';
import { fittingSavers } from './fitting-savers.ts';
import { useRenewVisits } from './renew-visits.ts';
import { SaverChoice } from './saver-choice.tsx';
import { instantOf } from './seoul-time.ts';
import { presetPlace, visitCare } from './visit-care.ts';
import { WhenFields } from './when-fields.tsx';

const LENGTHS = [30, 45, 60, 90, 120];
/** A first visit takes longer (rules.md M07). */
const FIRST = 90;
const LATER = 60;

/** Books one visit. Nothing is sent before every field is filled; a refusal is said beside the field that it is about. */
export function BookForm({ referral, savers }: { readonly referral: ReferralDetail; readonly savers: readonly Saver[] }) {
  const { t, cases, dates } = useWords();
  const navigate = useNavigate();
  const renew = useRenewVisits(referral.id);
  const care = visitCare(referral);
  const first = !referral.visits.some((visit) => visit.state !== 'cancelled');
  const [saver, setSaver] = useState<string | null>(null);
  const [date, setDate] = useState('');
  const [time, setTime] = useState('');
  const [minutes, setMinutes] = useState(first ? FIRST : LATER);
  const [place, setPlace] = useState<BookVisit['place']>(() => presetPlace(care));
  const [tries, setTries] = useState(0);
  const tried = tries > 0;
  const form = useRef<HTMLFormElement>(null);
  const fitting = useMemo(() => fittingSavers(savers, referral), [savers, referral]);

  const book = useMutation({
    mutationFn: (body: BookVisit) => api.bookVisit(referral.id, body),
    onSuccess: (_result, body) => tellDone(t('book.done', { when: dates.moment(instantOf(body.date, body.time) ?? '') })),
    onSettled: renew,
  });
  const { isSuccess, isError } = book;
  useEffect(() => {
    if (isSuccess) void navigate(`/referrals/${referral.id}`, { replace: true });
  }, [isSuccess, navigate, referral.id]);

  const faultOf = useFieldFault(book.error);
  const missing = { saver: saver === null, date: date === '', time: time === '' };
  // The first field that is to be changed takes the focus, after each try anew.
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[data-invalid] input, [aria-invalid="true"]')?.focus();
  }, [tries, book.error]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTries(tries + 1);
    if (saver !== null && date !== '' && time !== '') book.mutate({ saverId: saver, date, time, place, minutes });
  };

  return (
    <form ref={form} onSubmit={submit} noValidate className={styles.form}>
      <LeaveGuard unsaved={!isSuccess && (saver !== null || date !== '' || time !== '')} />
      <SaverChoice
        savers={fitting}
        value={saver}
        onChange={setSaver}
        fault={tried && missing.saver ? t('book.saver_missing') : faultOf('saver')}
      />
      <WhenFields
        date={date}
        time={time}
        minutes={minutes}
        onDate={setDate}
        onTime={setTime}
        dateFault={tried && missing.date ? t('book.date_missing') : faultOf('date')}
        timeFault={tried && missing.time ? t('book.time_missing') : faultOf('time')}
      />
      <NativeSelect
        className={styles.short ?? ''}
        label={t('book.minutes')}
        name="minutes"
        value={String(minutes)}
        onChange={(event) => setMinutes(Number(event.currentTarget.value))}
        error={faultOf('minutes')}
        data={LENGTHS.map((length) => ({ value: String(length), label: dates.span(length * 60_000) }))}
      />
      <Radio.Group
        label={t('book.place')}
        description={t('book.place_hint')}
        value={place}
        onChange={(value) => setPlace(VisitPlace.parse(value))}
        error={faultOf('place')}
      >
        <div className={styles.places}>
          {VisitPlace.options.map((option) => (
            <Radio key={option} value={option} label={cases.of('place', option)} />
          ))}
        </div>
      </Radio.Group>
      <BookingAdvice referral={referral} care={care} place={place} startsAt={instantOf(date, time)} />
      {isError && bookingFaults(book.error).length === 0 ? <FaultNotice error={book.error} /> : null}
      <div>
        <Button type="submit" loading={book.isPending} leftSection={<Icon name="calendar" size={17} />}>
          {t('book.go')}
        </Button>
      </div>
    </form>
  );
}
