import { Fault } from '../api/client.ts';

export const BOOKING_FIELDS = ['saver', 'date', 'time', 'minutes', 'place'] as const;
export type BookingField = (typeof BOOKING_FIELDS)[number];

/** Beside which field a refusal of the server is shown. */
const BY_SLUG: Readonly<Record<string, BookingField>> = {
  'saver-busy': 'saver',
  'saver-unknown': 'saver',
  'place-unsafe': 'place',
  'too-close': 'date',
  'outside-hours': 'time',
  'in-the-past': 'date',
  'no-visits-that-day': 'date',
  'holidays-missing': 'date',
};

const fieldOf = (path: string): BookingField | undefined => {
  const name = path
    .split(/[./]/)
    .at(-1)
    ?.replace(/^saverId$/, 'saver');
  return BOOKING_FIELDS.find((field) => field === name);
};

export interface BookingFault {
  readonly field: BookingField;
  /** True when the server refused the whole for this reason; false for a value that it could not read. */
  readonly refusal: boolean;
}

/** The fields that a failed booking or move is about; none when it is about no field. Pure. */
export function bookingFaults(error: unknown): BookingFault[] {
  if (!(error instanceof Fault) || error.problem === null) return [];
  const refused = BY_SLUG[error.problem.type.split(/[/:#]/).at(-1) ?? ''];
  if (refused) return [{ field: refused, refusal: true }];
  const named = (error.problem.errors ?? []).map(({ path }) => fieldOf(path)).filter((field) => field !== undefined);
  return [...new Set(named)].map((field) => ({ field, refusal: false }));
}
