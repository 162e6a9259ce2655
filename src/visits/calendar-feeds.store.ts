import { createHash } from 'node:crypto';
import type { Db } from 'mongodb';
import { type CollectionIndexes, isDuplicateKey } from '../platform/mongo.ts';
import type { Hmac } from '../platform/hmac.ts';
import { newId } from '../platform/ids.ts';

/** The feed of one saver. The secret itself is not here: it is computed from the generation with the installation's key. */
interface FeedDocument {
  /** Staff id. */
  readonly _id: string;
  /** Drawn anew with each rotation. */
  readonly generation: string;
  readonly secretHash: string;
}

export const feedIndexes: CollectionIndexes = {
  collection: 'calendar_feeds',
  indexes: [{ key: { secretHash: 1 }, unique: true }],
};

export const FEED_SECRET = /^[A-Za-z0-9_-]{43}$/;

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

export type CalendarFeeds = ReturnType<typeof createCalendarFeeds>;

/** Secret addresses of calendar feeds. */
export function createCalendarFeeds(db: Db, hmac: Hmac) {
  const feeds = db.collection<FeedDocument>('calendar_feeds');
  const partsOf = (staffId: string, generation: string): [string, string, string] => ['calendar_feed', staffId, generation];
  const fresh = (staffId: string): Omit<FeedDocument, '_id'> & { secret: string } => {
    const generation = newId();
    const secret = hmac.digest('token', ...partsOf(staffId, generation));
    return { generation, secretHash: hashOf(secret), secret };
  };

  return {
    /** The secret of a saver's feed, made at the first look. */
    async secretOf(staffId: string): Promise<string> {
      const { secret: _secret, ...made } = fresh(staffId);
      const insert = () => feeds.findOneAndUpdate({ _id: staffId }, { $setOnInsert: made }, { upsert: true, returnDocument: 'after' });
      const feed = await insert().catch((error: unknown) => {
        if (isDuplicateKey(error)) return feeds.findOne({ _id: staffId }); // made by another request at the same moment
        throw error;
      });
      if (!feed) throw new Error('the calendar feed could not be read back');
      return hmac.digest('token', ...partsOf(staffId, feed.generation));
    },

    /** A new secret; the old one opens nothing any more. */
    async rotate(staffId: string): Promise<string> {
      const { secret, ...made } = fresh(staffId);
      await feeds.updateOne({ _id: staffId }, { $set: made }, { upsert: true });
      return secret;
    },

    /** Whose feed a secret opens, or null. Found by its hash, compared in constant time. */
    async ofSecret(secret: string): Promise<string | null> {
      if (!FEED_SECRET.test(secret)) return null;
      const feed = await feeds.findOne({ secretHash: hashOf(secret) });
      return feed && hmac.matches(secret, 'token', ...partsOf(feed._id, feed.generation)) ? feed._id : null;
    },
  };
}
