export { ACTIONS, type Action, mayDo, type Resource } from './access.ts';
export type { NewMember } from './accounts.service.ts';
export type { Audit, ChainCheck } from './audit.store.ts';
export type { Audited } from './audit.verify.ts';
export { readablePassword } from './demo-staff.ts';
export { fromForeign, sameOrigin } from './same-origin.ts';
export { staffOf } from './sessions.ts';
export type { AuditEntry, StaffDirectory, StaffMember } from './staff.ts';
export { createStaff, type DemoLogin, type Staff, type StaffDeps, staffIndexes } from './staff.service.ts';
