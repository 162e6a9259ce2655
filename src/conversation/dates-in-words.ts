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

/** What was written last: slots and deadlines come up again and again. Forgotten when it grows beyond this. */
const written = new Map<string, string>();
const MOST_WRITTEN = 2_000;

function once(place: string, write: () => string): string {
  let text = written.get(place);
  if (text === undefined) {
    if (written.size >= MOST_WRITTEN) written.clear();
    written.set(place, (text = write()));
  }
  return text;
}

/** Day, weekday and clock time in Seoul, as the language writes them. */
export function formatInstant(lang: Lang, instant: Instant): string {
  return once(`${lang} ${instant}`, () => {
    const { day, time } = formatsOf(lang);
    const date = new Date(instant);
    return `${day.format(date)} ${time.format(date)}`;
  });
}

/** A calendar day as the language writes it. */
export const formatDay = (lang: Lang, day: PlainDate): string =>
  once(`${lang} ${day}`, () => formatsOf(lang).date.format(new Date(`${day}T00:00:00Z`)));
