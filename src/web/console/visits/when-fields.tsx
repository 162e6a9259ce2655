import { NativeSelect, TextInput } from '@mantine/core';
import { useServerNow } from '../api/server-time.ts';
import { useWords } from '../i18n/words.tsx';
import { instantOf, START_TIMES } from './seoul-time.ts';
import styles from './when-fields.module.css';

interface WhenProps {
  readonly date: string;
  readonly time: string;
  readonly minutes: number;
  readonly onDate: (date: string) => void;
  readonly onTime: (time: string) => void;
  readonly dateFault: string | null;
  readonly timeFault: string | null;
}

/** Day and start in Seoul time; what was chosen is said again with its weekday. */
export function WhenFields({ date, time, minutes, onDate, onTime, dateFault, timeFault }: WhenProps) {
  const { t, dates } = useWords();
  const today = dates.day(useServerNow());
  const startsAt = instantOf(date, time);
  const times = time === '' || START_TIMES.includes(time) ? START_TIMES : [time, ...START_TIMES];
  return (
    <div>
      <div className={styles.pair}>
        <TextInput
          type="date"
          label={t('book.date')}
          name="date"
          min={today}
          value={date}
          onChange={(event) => onDate(event.currentTarget.value)}
          error={dateFault}
          required
          withAsterisk={false}
        />
        <NativeSelect
          label={t('book.time')}
          name="time"
          value={time}
          onChange={(event) => onTime(event.currentTarget.value)}
          error={timeFault}
          required
          withAsterisk={false}
        >
          <option value="">{t('book.time_choose')}</option>
          {times.map((start) => (
            <option key={start} value={start}>
              {start}
            </option>
          ))}
        </NativeSelect>
      </div>
      <p className={styles.echo} role="status">
        {startsAt ? (
          <>
            <strong>
              {t('book.echo', {
                day: dates.dayLong(startsAt),
                from: dates.time(startsAt),
                to: dates.time(new Date(Date.parse(startsAt) + minutes * 60_000).toISOString()),
              })}
            </strong>
            {' · '}
          </>
        ) : null}
        {t('book.zone')}
      </p>
    </div>
  );
}
