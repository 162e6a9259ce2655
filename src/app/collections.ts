import { familiesIndexes } from '../families/index.ts';
import { inboxIndexes } from '../inbox/index.ts';
import { messagesIndexes } from '../messages/index.ts';
import { organisationsIndexes } from '../organisations/index.ts';
import { idempotencyIndexes } from '../platform/idempotency.ts';
import type { CollectionIndexes } from '../platform/mongo.ts';
import { referralsIndexes } from '../referrals/index.ts';
import { staffIndexes } from '../staff/index.ts';
import { visitsIndexes } from '../visits/index.ts';

/**
 * Every collection with its indexes, made at each start. While a version is exchanged the older one goes on beside it: an
 * index that changes gets a new name, and none that the older one names in a query is dropped.
 */
export const COLLECTIONS: readonly CollectionIndexes[] = [
  ...familiesIndexes,
  ...inboxIndexes,
  ...staffIndexes,
  ...organisationsIndexes,
  ...messagesIndexes,
  ...referralsIndexes,
  ...visitsIndexes,
  idempotencyIndexes,
  { collection: 'service_keys', indexes: [] },
  { collection: 'leases', indexes: [] },
  { collection: 'outbox_marks', indexes: [] },
  { collection: 'meta', indexes: [] },
];
