import type { Db } from 'mongodb';
import { createHmacs, type Hmac } from './hmac.ts';
import { createKeyring, type Keyring, parseMasterKeys } from './keyring.ts';
import { isDuplicateKey } from './mongo.ts';

/** All secrets of one installation, opened once at start. */
export interface Keys {
  readonly ring: Keyring;
  readonly hmac: Hmac;
}

interface ServiceKey {
  readonly _id: string;
  readonly kid: string;
  readonly wrapped: Buffer;
}

const ROOT = 'hmac_root';

/**
 * Opens the installation's keys: the master key from the settings, and the root of all keyed hashes from the database,
 * made at the first start. Safe from several processes at once: the first one to write decides.
 *
 * @param masterKeys `FIRSTSTEP_MASTER_KEY`. Throws `SealError` when the database was made with another one.
 * @param collection Where they are, while a backup is being restored.
 */
export async function openKeys(db: Db, masterKeys: string, collection = 'service_keys'): Promise<Keys> {
  const ring = createKeyring(parseMasterKeys(masterKeys));
  const stored = db.collection<ServiceKey>(collection, { promoteBuffers: true });
  const known = await stored.findOne({ _id: ROOT });
  if (!known) {
    const { kid, wrapped } = ring.wrap(ring.newKey(), ROOT);
    await stored.insertOne({ _id: ROOT, kid, wrapped: Buffer.from(wrapped) }).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error; // another process was first: read its key below
    });
  }
  const root = known ?? (await stored.findOne({ _id: ROOT }));
  if (!root) throw new Error('the service key could not be read back');
  return { ring, hmac: createHmacs(ring.unwrap(root, ROOT)) };
}
