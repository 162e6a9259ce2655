import type { Channel } from '../channel.ts';

/** Name of this channel in turns, in the delivery ledger and in conversation ids. */
export const WEBCHAT = 'web';

/**
 * The family's page as a channel. There is nobody to push to: a message is sent when it is durable for the page to
 * fetch, and the delivery ledger that called us is that store.
 */
export const webchatChannel: Channel = { name: WEBCHAT, send: () => Promise.resolve({ state: 'sent' }) };
