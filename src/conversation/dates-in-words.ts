import type { Instant, Lang, PlainDate } from './types.ts';

/** Locale tags whose `Intl` defaults surprise people: Buddhist years, native digits. */
const INTL_TAG: Partial<Record<Lang, string>> = { th: 'th-u-ca-gregory', ne: 'ne-u-nu-latn' };

interface Formats {
  readonly day: Intl.DateTimeFormat;
  readonly time: Intl.DateTimeFormat;
  readonly date: Intl.DateTimeFormat;
}

/** Making a format costs a hundred times what using it does. */
const made = new Map<Lang, Formats>();

function formatsOf(lang: Lang): Formats {
  const known = made.get(lang);
  if (known) return known;
  const tag = INTL_TAG[lang] ?? lang;
  const formats: Formats = {
    day: new Intl.DateTimeFormat(tag, { timeZone: 'Asia/Seoul', month: 'long', day: 'numeric', weekday: 'short' }),
    time: new Intl.DateTimeFormat(tag, { timeZone: 'Asia/Seoul', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    date: new Intl.DateTimeFormat(tag, { timeZone: 'UTC', year: 'numeric', month: 'long', day: 'numeric' }),
  };
  made.set(lang, formats);
  return formats;
}

/** Day, weekday and clock time in Seoul, as the language writes them. */
export function formatInstant(lang: Lang, instant: Instant): string {
  const { day, time } = formatsOf(lang);
  const date = new Date(instant);
  return `${day.format(date)} ${time.format(date)}`;
}

/** A calendar day as the language writes it. */
export const formatDay = (lang: Lang, day: PlainDate): string => formatsOf(lang).date.format(new Date(`${day}T00:00:00Z`));
