import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, scrypt } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { KEY_BYTES } from './seal.ts';

/** A backup file that cannot be read: wrong secret, changed, or cut off. */
export class BackupError extends Error {
  constructor(reason: string, options?: { cause?: unknown }) {
    super(reason, options);
    this.name = 'BackupError';
  }
}

/** The first line of a file, in clear; nothing of it is secret, and it is authenticated with every piece. */
export interface Head {
  readonly form: 'firststep-backup';
  readonly version: 1;
  /** Which half of a backup this is. */
  readonly part: string;
  /** Same for all files of one backup. */
  readonly id: string;
  readonly createdAt: string;
  readonly salt: string;
  readonly cost: { readonly N: number; readonly r: number; readonly p: number };
}

const COST = { N: 2 ** 17, r: 8, p: 1 } as const;
/** What scrypt may use: 128 · N · r and a little more. */
const MAX_MEMORY = 256 * 1024 * 1024;
const MOST_COST = 2 ** 20;
const PIECE_BYTES = 1024 * 1024;
const TAG_BYTES = 16;
const LENGTH_BYTES = 4;
const LONGEST_HEAD = 4096;

/** The key of one file: scrypt makes each guess of a passphrase expensive, the salt makes it good for this file alone. */
async function keyOf(secret: Uint8Array, { salt, cost: { N, r, p }, part }: Head): Promise<Buffer> {
  if (N > MOST_COST || r > 16 || p > 16) throw new BackupError('this file asks for more work than any backup of ours');
  const salted = Buffer.from(salt, 'base64');
  const stretched = await new Promise<Buffer>((resolve, reject) =>
    scrypt(secret, salted, KEY_BYTES, { N, r, p, maxmem: Math.max(MAX_MEMORY, 256 * N * r) }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  );
  return Buffer.from(hkdfSync('sha256', stretched, salted, `backup:${part}`, KEY_BYTES));
}

/** The place of a piece, and whether it is the last: no piece can be left out, moved or cut off unnoticed. */
function nonceOf(place: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt8(isLast ? 1 : 0, 0);
  nonce.writeBigUInt64BE(BigInt(place), 4);
  return nonce;
}

/** A file that is written once, in encrypted pieces of one megabyte. */
export interface SealedFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Writes the last piece and waits until the disk has all of it. */
  end(): Promise<void>;
  /** Gives up; the file is left incomplete. */
  abandon(): Promise<void>;
}

/** Begins a new file, readable by its owner alone. Fails when there is one already. */
export async function writeSealed(path: string, secret: Uint8Array, about: Pick<Head, 'part' | 'id' | 'createdAt'>): Promise<SealedFile> {
  const head: Head = { form: 'firststep-backup', version: 1, ...about, salt: randomBytes(32).toString('base64'), cost: COST };
  const line = Buffer.from(`${JSON.stringify(head)}\n`);
  const key = await keyOf(secret, head);
  const bound = createHash('sha256').update(line).digest();
  const file = await open(path, 'wx', 0o600);
  await file.write(line);
  let waiting: Uint8Array[] = [];
  let size = 0;
  let place = 0;

  const flush = async (isLast: boolean): Promise<void> => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(place, isLast)).setAAD(bound);
    const text = Buffer.concat([...waiting.map((bytes) => cipher.update(bytes)), cipher.final()]);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(text.length);
    await file.writev([length, text, cipher.getAuthTag()]);
    place += 1;
    waiting = [];
    size = 0;
  };

  return {
    async write(bytes) {
      for (let from = 0; from < bytes.length; ) {
        const taken = bytes.subarray(from, from + PIECE_BYTES - size);
        waiting.push(taken);
        size += taken.length;
        from += taken.length;
        if (size === PIECE_BYTES) await flush(false);
      }
    },
    async end() {
      await flush(true);
      await file.sync();
      await file.close();
    },
    abandon: () => file.close(),
  };
}

async function headOf(file: FileHandle, path: string): Promise<{ head: Head; line: Buffer }> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(LONGEST_HEAD), 0, LONGEST_HEAD, 0);
  const end = buffer.subarray(0, bytesRead).indexOf('\n');
  const line = Buffer.from(buffer.subarray(0, end + 1));
  try {
    const head = JSON.parse(line.toString('utf8')) as Head;
    if (head.form !== 'firststep-backup' || head.version !== 1) throw new BackupError('another form');
    return { head, line };
  } catch (cause) {
    throw new BackupError(`${path} is no backup of this version of First Step`, { cause });
  }
}

/** What a file says about itself; not yet proven. Throws `BackupError`. */
export async function readHead(path: string): Promise<Head> {
  const file = await open(path, 'r');
  try {
    return (await headOf(file, path)).head;
  } finally {
    await file.close();
  }
}

/** The content, piece by piece, each proven to be where it was written. Throws `BackupError` at the first that is not. */
export async function* readSealed(path: string, secret: Uint8Array, part: string): AsyncIterable<Buffer> {
  const file = await open(path, 'r');
  try {
    const { head, line } = await headOf(file, path);
    if (head.part !== part) throw new BackupError(`${path} holds ${head.part}, not ${part}`);
    const key = await keyOf(secret, head);
    const bound = createHash('sha256').update(line).digest();
    let at = line.length;
    const { size } = await file.stat();
    for (let place = 0; ; place += 1) {
      const lengthBytes = Buffer.alloc(LENGTH_BYTES);
      if ((await file.read(lengthBytes, 0, LENGTH_BYTES, at)).bytesRead < LENGTH_BYTES) throw new BackupError(`${path} is cut off`);
      const length = lengthBytes.readUInt32BE();
      at += LENGTH_BYTES;
      if (length > PIECE_BYTES || at + length + TAG_BYTES > size) throw new BackupError(`${path} is cut off or changed`);
      const bytes = Buffer.alloc(length + TAG_BYTES);
      await file.read(bytes, 0, bytes.length, at);
      at += bytes.length;
      const isLast = at === size;
      const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(place, isLast), { authTagLength: TAG_BYTES })
        .setAAD(bound)
        .setAuthTag(bytes.subarray(length));
      const plain = decipher.update(bytes.subarray(0, length));
      try {
        decipher.final();
      } catch (cause) {
        throw new BackupError(
          place === 0 ? `${path} does not open: another passphrase or key file, or it was changed` : `${path} was changed or cut off`,
          { cause },
        );
      }
      yield plain;
      if (isLast) return;
    }
  } finally {
    await file.close();
  }
}
