import type { ConsoleLang } from './translate.ts';

/** All times are shown in Seoul, whatever the computer's own zone is. */
export const ZONE = 'Asia/Seoul';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export type SpanUnit = 'day' | 'hour' | 'minute';

/** A length of time as at most two units that a person would say: 2 d 3 h, 3 h 20 min, 5 min. Rounded down. */
export function spanParts(milliseconds: number): { unit: SpanUnit; amount: number }[] {
  const length = Math.abs(milliseconds);
  const days = Math.floor(length / DAY);
  const hours = Math.floor((length % DAY) / HOUR);
  const minutes = Math.floor((length % HOUR) / MINUTE);
  if (days >= 3) return [{ unit: 'day', amount: days }];
  if (days > 0)
    return hours > 0
      ? [
          { unit: 'day', amount: days },
          { unit: 'hour', amount: hours },
        ]
      : [{ unit: 'day', amount: days }];
  if (hours >= 6) return [{ unit: 'hour', amount: hours }];
  if (hours > 0)
    return minutes > 0
      ? [
          { unit: 'hour', amount: hours },
          { unit: 'minute', amount: minutes },
        ]
      : [{ unit: 'hour', amount: hours }];
  return [{ unit: 'minute', amount: minutes }];
}

export interface DateWords {
  /** 11월 24일 (화) 14:30 / Tue 24 Nov, 14:30 */
  moment(instant: string): string;
  /** 14:30 */
  time(instant: string): string;
  /** 11월 24일 화요일 / Tuesday 24 November */
  dayLong(instant: string): string;
  /** A calendar day `YYYY-MM-DD` with its year. */
  date(day: string): string;
  /** 2시간 20분 / 2 hr 20 min */
  span(milliseconds: number): string;
  /** `YYYY-MM-DD` of an instant in Seoul. */
  day(instant: string | number): string;
}

/** The one place that turns instants and days into words. Clock times are 24-hour in both languages. */
export function dateWords(lang: ConsoleLang): DateWords {
  const locale = lang === 'en' ? 'en-GB' : lang;
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options });
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const time = format(clock);
  const shortDay = format({ month: lang === 'ko' ? 'long' : 'short', day: 'numeric', weekday: 'short' });
  const dayLong = format({ month: 'long', day: 'numeric', weekday: 'long' });
  const date = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', year: 'numeric', month: 'long', day: 'numeric' });
  const isoDay = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' });
  const units = {
    day: new Intl.NumberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: lang === 'ko' ? 'long' : 'short' }),
    hour: new Intl.NumberFormat(locale, { style: 'unit', unit: 'hour', unitDisplay: lang === 'ko' ? 'long' : 'short' }),
    minute: new Intl.NumberFormat(locale, { style: 'unit', unit: 'minute', unitDisplay: lang === 'ko' ? 'long' : 'short' }),
  };
  return {
    moment: (instant) => `${shortDay.format(new Date(instant))} ${time.format(new Date(instant))}`,
    time: (instant) => time.format(new Date(instant)),
    dayLong: (instant) => dayLong.format(new Date(instant)),
    date: (day) => date.format(new Date(`${day}T00:00:00Z`)),
    span: (milliseconds) =>
      spanParts(milliseconds)
        .map(({ unit, amount }) => units[unit].format(amount))
        .join(' '),
    day: (instant) => isoDay.format(new Date(instant)),
  };
}
