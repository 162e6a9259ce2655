import type { Lang } from '../conversation/types.ts';
import type { AlertSchedule } from '../rules/types.ts';

/** Who is being called, in the order of rules.md §3.1.3. */
export type Rung = 'on_call' | 'supervisor' | 'hq';

/** The one alert of a case. Holds no word of hers: code, S-ids, language, and the sealed way to the open chat. */
export interface AlertDocument {
  readonly _id: string;
  /** Keyed hash of conversation and code: one alert a case. */
  readonly caseKey: string;
  readonly organisationId: string;
  readonly code: string;
  readonly rules: readonly string[];
  readonly lang: Lang | null;
  /** Channel and conversation, sealed with a key of the service: her own may be gone. */
  readonly handle: Buffer;
  /** Null once she was forgotten. */
  readonly personId: string | null;
  readonly referralId: string | null;
  readonly raisedAt: Date;
  /** Since when it has been open without a break; the rungs are counted from it. */
  readonly openSince: Date;
  /** How often the family's words raised it. */
  readonly raised: number;
  /** How often it has rung. */
  readonly rings: number;
  /** Null while somebody has it. */
  readonly nextRingAt: Date | null;
  readonly lastRungAt: Date;
  readonly rung: Rung;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: Date | null;
  /** All that happened to it; who is null for the family and the service. */
  readonly history: readonly {
    readonly at: Date;
    readonly what: 'raised' | 'raised_again' | 'acknowledged' | Rung;
    readonly who: string | null;
  }[];
  /** Removed after this, because nobody consented; null else (intake.md, "life at risk"). */
  readonly deleteAt: Date | null;
}

/** How long an alert stays when consent was refused or not given. */
export const WITHOUT_CONSENT_MS = 72 * 3_600_000;

/** Who is called at this time. */
export function rungAt({ supervisorAt, hqAt }: AlertSchedule, now: Date): Rung {
  if (now.getTime() >= Date.parse(hqAt)) return 'hq';
  return now.getTime() >= Date.parse(supervisorAt) ? 'supervisor' : 'on_call';
}

/** S-ids of both, each once, in order. */
export const withIds = (before: readonly string[], more: readonly string[]): string[] => [...new Set([...before, ...more])].toSorted();
