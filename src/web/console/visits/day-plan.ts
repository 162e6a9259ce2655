import type { MyVisit } from '../../../contract/visits.ts';
import { dayAfter } from './seoul-time.ts';

export interface DayPlan {
  readonly day: string;
  readonly which: 'today' | 'tomorrow' | 'later';
  readonly visits: readonly MyVisit[];
}

/** Visits by Seoul day, earliest first. Today is always there, also when it is empty. Pure. */
export function dayPlans(visits: readonly MyVisit[], today: string, dayOf: (instant: string) => string): DayPlan[] {
  const tomorrow = dayAfter(today);
  const byDay = new Map<string, MyVisit[]>([[today, []]]);
  for (const visit of [...visits].sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))) {
    const day = dayOf(visit.startsAt);
    byDay.set(day, [...(byDay.get(day) ?? []), visit]);
  }
  return [...byDay]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([day, ofDay]) => ({ day, which: day === today ? 'today' : day === tomorrow ? 'tomorrow' : 'later', visits: ofDay }));
}

export type VisitMoment = 'next' | 'now' | 'over';

export function momentOf(visit: Pick<MyVisit, 'startsAt' | 'endsAt'>, now: number): VisitMoment {
  if (now < Date.parse(visit.startsAt)) return 'next';
  return now <= Date.parse(visit.endsAt) ? 'now' : 'over';
}
