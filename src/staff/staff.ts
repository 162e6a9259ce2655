import type { StaffRole } from '../contract/staff.ts';

/** A person who works with families. Organisations, roles and assignments are ours; sign-in is better-auth's. */
export interface StaffMember {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: StaffRole;
  readonly organisationId: string;
  /** Language of the console. */
  readonly locale: 'ko' | 'en';
  /** Chat languages that this person speaks (BCP 47). */
  readonly languages: readonly string[];
  /** District slugs that this person covers; empty means all. */
  readonly districts: readonly string[];
  readonly active: boolean;
}

/** Who works here, for slices that assign, notify and show names. Reads only. */
export interface StaffDirectory {
  byId(id: string): Promise<StaffMember | null>;
  /** Active members with a role. */
  withRole(role: StaffRole): Promise<readonly StaffMember[]>;
  /** Names for a list of ids; unknown ids are left out. */
  names(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** One line of the audit chain: who did or read what, never the content. */
export interface AuditEntry {
  /** Staff id, or `system`. */
  readonly who: string;
  readonly action: string;
  /** Such as `referral`, `visit`, `alert`. */
  readonly subject: string;
  readonly subjectId: string;
  /** Fields read or changed, codes only. */
  readonly fields?: readonly string[];
  readonly reason?: string;
}
