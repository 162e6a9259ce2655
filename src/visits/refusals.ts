import { ProblemError } from '../platform/problem.ts';
import type { TimeFault } from './visit-hours.ts';

const KEPT = 'nothing was changed';

const TIME_FAULTS: Readonly<Record<TimeFault, { readonly title: string; readonly path: string }>> = {
  'in-the-past': { title: 'That time has passed', path: 'date' },
  'no-visits-that-day': { title: 'No visits are made on Sundays and public holidays', path: 'date' },
  'outside-hours': { title: 'Visits are not made at that hour', path: 'time' },
  'holidays-missing': { title: 'The public holidays of that year are not known yet', path: 'date' },
};

/** A refusal that is about one field of the form. */
const aboutField = (slug: string, title: string, path: string): ProblemError =>
  new ProblemError({ status: 422, slug, title, kept: KEPT, errors: [{ path, message: title }] });

export const timeRefused = (fault: TimeFault): ProblemError => aboutField(fault, TIME_FAULTS[fault].title, TIME_FAULTS[fault].path);
export const saverUnknown = (): ProblemError => aboutField('saver-unknown', 'This saver does not work here', 'saverId');
export const placeUnsafe = (): ProblemError =>
  aboutField('place-unsafe', 'In quiet mode nobody comes to the home unless calls are safe', 'place');
export const tooClose = (): ProblemError => aboutField('too-close', 'This family has another visit within a day', 'date');

export const saverBusy = (): ProblemError =>
  new ProblemError({ status: 409, slug: 'saver-busy', title: 'This saver has another visit at that time', kept: KEPT });
export const notAccepted = (): ProblemError =>
  new ProblemError({ status: 409, slug: 'not-accepted', title: 'This referral is not accepted yet', kept: KEPT });
