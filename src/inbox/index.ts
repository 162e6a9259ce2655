export type { ActionKey, Actions } from './actions.ts';
export type { AfterCommit, Applier, EffectContext } from './effects.ts';
export type { Engine, Stepped } from './engine.ts';
export type { History, HistoryTurn } from './history.service.ts';
export type { Caller, Identities } from './identity.service.ts';
export { createInbox, type Inbox, type InboxDeps, inboxIndexes, type Notice } from './inbox.service.ts';
export type { Pass } from './reconcile.job.ts';
export { NotSavedError } from './turns.port.ts';
export type { SeenEvent, Witness } from './turns.verify.ts';
