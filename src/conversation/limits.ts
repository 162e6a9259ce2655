/** Longest family text that is read, in characters; the rest is cut (reliability: a cap before any parse). */
export const MAX_TEXT = 4_000;

/** A question is asked once, and once more with an example; then the answer is `null` and a human asks (intake.md §0.3). */
export const MAX_TRIES = 2;

/** So many asides at one question are no failed try; what comes then is taken as one, so that nobody goes round in circles. */
export const MAX_ASIDES = 3;

/** Silence after which an urgent, consented conversation goes to staff with what is known (intake.md §1.6). */
export const SILENCE_MINUTES = 30;

/** After a pause of this length `danger_now` is asked again first (intake.md §1.5). */
export const ASK_DANGER_AGAIN_HOURS = 24;

/** An emergency told again this long after the last alert rings the alert again (within it, the open alert is fresh enough). */
export const ALERT_AGAIN_MINUTES = 10;

/** Longest session, as JSON, in bytes; a compiled flow that could exceed it does not load. */
export const MAX_SESSION_BYTES = 8_192;

/** Office hours of the staff, Seoul wall time (rules.md §2.2). */
export const OFFICE_HOURS = { from: 9, to: 18 } as const;
