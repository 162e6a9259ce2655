import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { KEY_BYTES } from './seal.ts';

/** What a keyed hash is for. Each purpose has a key of its own: a hash of one purpose says nothing about another. */
export type HashPurpose =
  | 'conversation'
  | 'token'
  | 'person'
  | 'tombstone'
  | 'farewell'
  | 'stub'
  | 'return_word'
  | 'return_tries'
  | 'blind_index'
  | 'rate'
  | 'staff_session'
  | 'idempotency'
  | 'local_alert';

/** Keyed hashes (HMAC-SHA-256). Equal inputs give equal hashes; without the key nothing can be looked up or guessed. */
export interface Hmac {
  /** Base64url, 43 characters. The parts are joined so that no two lists of parts look the same. */
  digest(purpose: HashPurpose, ...parts: string[]): string;
  /** A key of 32 bytes that only exists for these parts. */
  key(purpose: HashPurpose, ...parts: string[]): Buffer;
  /** Compares in constant time. */
  matches(given: string, purpose: HashPurpose, ...parts: string[]): boolean;
}

/** @param root 32 secret bytes, kept wrapped beside the data so that a new master key changes no hash. */
export function createHmacs(root: Uint8Array): Hmac {
  const keys = new Map<HashPurpose, Buffer>();
  const keyOf = (purpose: HashPurpose): Buffer => {
    const known = keys.get(purpose);
    if (known) return known;
    const key = Buffer.from(hkdfSync('sha256', root, '', `hmac:${purpose}`, KEY_BYTES));
    keys.set(purpose, key);
    return key;
  };
  const key = (purpose: HashPurpose, ...parts: string[]): Buffer =>
    createHmac('sha256', keyOf(purpose)).update(JSON.stringify(parts)).digest();
  const digest = (purpose: HashPurpose, ...parts: string[]): string => key(purpose, ...parts).toString('base64url');
  return {
    key,
    digest,
    matches(given, purpose, ...parts) {
      const [a, b] = [Buffer.from(given), Buffer.from(digest(purpose, ...parts))];
      return a.length === b.length && timingSafeEqual(a, b);
    },
  };
}
