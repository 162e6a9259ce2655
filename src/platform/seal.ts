import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** AES-256 keys are 32 bytes. */
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of every sealed value: the form it has, so that another one may follow. */
const FORM = 1;

/** Where a sealed value belongs. It opens only there: moved to another place, it is refused. */
export type Place =
  | { readonly conversation: string; readonly seq: number }
  | { readonly collection: string; readonly id: string; readonly field: string };

/** A sealed value that cannot be opened: wrong key, wrong place, or changed bytes. Holds no content. */
export class SealError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'SealError';
  }
}

/** JSON, so that no choice of names can make two places look the same. */
function bound(place: Place): Buffer {
  return Buffer.from(
    'seq' in place
      ? JSON.stringify(['turn', place.conversation, place.seq])
      : JSON.stringify(['field', place.collection, place.id, place.field]),
  );
}

/**
 * AES-256-GCM with a fresh random nonce.
 *
 * @returns form (1 byte), nonce (12), tag (16), then the cipher text, as long as `plain`.
 */
export function seal(key: Uint8Array, place: Place, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound(place));
  const text = cipher.update(plain);
  cipher.final();
  return Buffer.concat([Buffer.of(FORM), nonce, cipher.getAuthTag(), text]);
}

/** Opens what `seal` made with the same key for the same place. Throws `SealError` else. */
export function open(key: Uint8Array, place: Place, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const head = 1 + NONCE_BYTES + TAG_BYTES;
  if (bytes.length < head || bytes[0] !== FORM) throw new SealError('not a sealed value');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(bound(place))
    .setAuthTag(bytes.subarray(1 + NONCE_BYTES, head));
  try {
    const plain = decipher.update(bytes.subarray(head));
    decipher.final();
    return plain;
  } catch {
    throw new SealError('wrong key, wrong place, or changed');
  }
}

/** Seals any JSON value. */
export const sealJson = (key: Uint8Array, place: Place, value: unknown): Buffer => seal(key, place, Buffer.from(JSON.stringify(value)));

/** Opens what `sealJson` sealed. The caller names the type that it sealed there. */
export const openJson = <T>(key: Uint8Array, place: Place, sealed: Uint8Array): T =>
  JSON.parse(open(key, place, sealed).toString('utf8')) as T;
