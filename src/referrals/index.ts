export { REFERRAL_QUEUES } from './jobs.ts';
export type { QuestionInfo } from './referral-view.ts';
export { createUnsavedAlerts, type UnsavedAlerts } from './unsaved-alerts.service.ts';
export { createReferrals, type OpenReferral, type Referrals, type ReferralsDeps, referralsIndexes } from './referrals.service.ts';
