import { createHash, randomBytes } from 'node:crypto';
import { KEY_BYTES, open, seal, SealError } from './seal.ts';

/** A data key as it is stored: sealed by the master key with this id. */
export interface WrappedKey {
  readonly kid: string;
  readonly wrapped: Uint8Array;
}

/** The master keys of one installation. Wraps with the newest, unwraps with any that it was given. */
export interface Keyring {
  /** Id of the master key that wraps from now on. */
  readonly current: string;
  newKey(): Buffer;
  /** @param owner What the key is for; it unwraps for that owner only. */
  wrap(key: Uint8Array, owner: string): WrappedKey;
  /** Throws `SealError` when the master key is not on the ring, or the owner is another. */
  unwrap(wrapped: WrappedKey, owner: string): Buffer;
}

/** A master key's id: not secret, says nothing about the key. */
const idOf = (key: Uint8Array): string => createHash('sha256').update('firststep:master:').update(key).digest('hex').slice(0, 12);

/**
 * Reads `FIRSTSTEP_MASTER_KEY`: base64 of 32 bytes; during a rotation several, separated by commas, the newest first.
 * Throws with a text that never quotes the value.
 */
export function parseMasterKeys(text: string): readonly [Buffer, ...Buffer[]] {
  const keys = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part, i) => {
      const key = Buffer.from(part, 'base64');
      if (key.length !== KEY_BYTES) throw new Error(`FIRSTSTEP_MASTER_KEY: key ${i + 1} is not base64 of ${KEY_BYTES} bytes`);
      return key;
    });
  const [first, ...rest] = keys;
  if (!first) throw new Error('FIRSTSTEP_MASTER_KEY is empty');
  return [first, ...rest];
}

export const newMasterKey = (): string => randomBytes(KEY_BYTES).toString('base64');

export function createKeyring(masters: readonly [Uint8Array, ...Uint8Array[]]): Keyring {
  const ring = new Map(masters.map((key) => [idOf(key), key]));
  const [newest] = masters;
  const current = idOf(newest);
  const place = (owner: string, kid: string) => ({ collection: 'keys', id: owner, field: kid });
  return {
    current,
    newKey: () => randomBytes(KEY_BYTES),
    wrap: (key, owner) => ({ kid: current, wrapped: seal(newest, place(owner, current), key) }),
    unwrap({ kid, wrapped }, owner) {
      const master = ring.get(kid);
      if (!master) throw new SealError(`master key ${kid} is not on the ring`);
      return open(master, place(owner, kid), wrapped);
    },
  };
}
