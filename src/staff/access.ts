import type { StaffRole } from '../contract/staff.ts';
import type { StaffMember } from './staff.ts';

/** Everything that a role may or may not do. One list, so that a test can try each with each role. */
export const ACTIONS = [
  'queue.read',
  'referral.read',
  'referral.read_answers',
  'referral.read_secret',
  'referral.accept',
  'referral.decline',
  'referral.snooze',
  'alert.read',
  'alert.acknowledge',
  'saver.list',
  'visit.read',
  'visit.book',
  'visit.change',
  'delivery.read',
  'calendar.own',
  'audit.read',
  'account.manage',
] as const;
export type Action = (typeof ACTIONS)[number];

/** What access depends on, besides the role: whose record it is. */
export interface Resource {
  readonly organisationId: string;
  /** The case manager or supervisor who has the case. */
  readonly assignedTo?: string | null;
  /** The saver who makes the visit. */
  readonly saverId?: string | null;
}

type Grant = (staff: StaffMember, resource: Resource) => boolean;

const always: Grant = () => true;
const assigned: Grant = ({ id }, { assignedTo }) => assignedTo === id;
const noColleagues: Grant = ({ id }, { assignedTo }) => assignedTo === undefined || assignedTo === null || assignedTo === id;
const ownVisit: Grant = ({ id }, { saverId }) => saverId === id;

/** Who is not named may not. Administrators are the duty lead of last resort: they see that a case waits, never an answer. */
const GRANTS: Readonly<Record<Action, Partial<Readonly<Record<StaffRole, Grant>>>>> = {
  'queue.read': { case_manager: always, supervisor: always, administrator: always },
  'referral.read': { case_manager: always, supervisor: always, administrator: always },
  'referral.read_answers': { case_manager: always, supervisor: always },
  'referral.read_secret': { case_manager: assigned, supervisor: always },
  'referral.accept': { case_manager: always, supervisor: always },
  'referral.decline': { case_manager: noColleagues, supervisor: always },
  'referral.snooze': { case_manager: noColleagues, supervisor: always },
  'alert.read': { case_manager: always, supervisor: always, administrator: always },
  'alert.acknowledge': { case_manager: always, supervisor: always, administrator: always },
  'saver.list': { case_manager: always, supervisor: always, administrator: always },
  'visit.read': { case_manager: always, supervisor: always, administrator: always, saver: ownVisit },
  'visit.book': { case_manager: always, supervisor: always },
  'visit.change': { case_manager: always, supervisor: always },
  'delivery.read': { case_manager: always, supervisor: always, administrator: always, saver: ownVisit },
  'calendar.own': { saver: always },
  'audit.read': { auditor: always },
  'account.manage': { administrator: always },
};

/** The one access decision: used by every route and by the event stream. Nobody reaches into another organisation. */
export function mayDo(staff: StaffMember, action: Action, resource: Resource): boolean {
  if (!staff.active || staff.organisationId !== resource.organisationId) return false;
  return GRANTS[action][staff.role]?.(staff, resource) ?? false;
}
