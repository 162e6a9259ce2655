import type { Instant, Lang } from './types.ts';

/** Locale tags whose `Intl` defaults surprise people: Buddhist years, native digits (measured in the ecosystem notes). */
export const INTL_TAG: Partial<Record<Lang, string>> = { th: 'th-u-ca-gregory', ne: 'ne-u-nu-latn' };

/** Day, weekday and clock time in Seoul, as the language writes them. */
export function formatInstant(lang: Lang, instant: Instant): string {
  const tag = INTL_TAG[lang] ?? lang;
  const date = new Date(instant);
  const day = new Intl.DateTimeFormat(tag, { timeZone: 'Asia/Seoul', month: 'long', day: 'numeric', weekday: 'short' }).format(date);
  const time = new Intl.DateTimeFormat(tag, { timeZone: 'Asia/Seoul', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date);
  return `${day} ${time}`;
}
