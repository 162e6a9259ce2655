/** Korea has one zone and no summer time. */
const OFFSET = '+09:00';

/** The instant of a Seoul day and wall time; null while one of them is not filled in. */
export function instantOf(date: string, time: string): string | null {
  const at = Date.parse(`${date}T${time}:00${OFFSET}`);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** `HH:MM` of an instant in Seoul. */
export function wallTime(instant: string): string {
  return new Date(Date.parse(instant) + 9 * 3_600_000).toISOString().slice(11, 16);
}

/** The day after a day `YYYY-MM-DD`. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** Starts that are offered: every half hour of a working day. The server knows which of them a day really has. */
export const START_TIMES: readonly string[] = Array.from({ length: 17 }, (_, index) => {
  const minutes = 9 * 60 + index * 30;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${minutes % 60 === 0 ? '00' : '30'}`;
});
