import { BSON } from 'mongodb';
import { BackupError } from './backup-cipher.ts';

/**
 * What a backup holds, one after the other: for each collection its beginning, its documents in groups, and its end with
 * their number; after the last one the end of all.
 */
export type BackupRecord =
  | { readonly kind: 'collection'; readonly name: string; readonly options: object; readonly indexes: readonly object[] }
  /** BSON documents, one behind the other. */
  | { readonly kind: 'documents'; readonly bytes: Buffer }
  | { readonly kind: 'end_of_collection'; readonly name: string; readonly count: number }
  | { readonly kind: 'end'; readonly collections: number; readonly count: number };

const KINDS = ['collection', 'documents', 'end_of_collection', 'end'] as const;
const HEAD_BYTES = 5;
/** Far above a group of documents, each of at most 16 MB. */
const LONGEST = 64 * 1024 * 1024;

/** Kind (1 byte), length (4), then JSON (extended, so that an index on dates stays one) or the documents themselves. */
export function recordBytes(record: BackupRecord): Buffer[] {
  const { kind, ...rest } = record;
  const body = record.kind === 'documents' ? record.bytes : Buffer.from(BSON.EJSON.stringify(rest));
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt8(KINDS.indexOf(kind), 0);
  head.writeUInt32BE(body.length, 1);
  return [head, body];
}

/** Reads records back from pieces of any size. Throws `BackupError` when something is left over or missing. */
export async function* recordsOf(pieces: AsyncIterable<Buffer>): AsyncIterable<BackupRecord> {
  let waiting: Buffer[] = [];
  let size = 0;
  let isOver = false;
  const wantedBytes = (): number => {
    const head = waiting.length === 1 ? waiting[0] : Buffer.concat(waiting);
    if (head === undefined) return HEAD_BYTES;
    waiting = [head];
    return head.length < HEAD_BYTES ? HEAD_BYTES : HEAD_BYTES + head.readUInt32BE(1);
  };
  let wanted = HEAD_BYTES;
  for await (const piece of pieces) {
    waiting.push(piece);
    size += piece.length;
    while (size >= wanted) {
      wanted = wantedBytes();
      if (wanted > LONGEST) throw new BackupError('a record is longer than any that is written');
      if (size < wanted) break;
      if (isOver) throw new BackupError('something follows after the end');
      const all = waiting.length === 1 ? (waiting[0] as Buffer) : Buffer.concat(waiting);
      const kind = KINDS[all.readUInt8(0)];
      const body = all.subarray(HEAD_BYTES, wanted);
      waiting = all.length === wanted ? [] : [all.subarray(wanted)];
      size -= wanted;
      wanted = HEAD_BYTES;
      if (kind === undefined) throw new BackupError('a record of a kind that is not known');
      isOver = kind === 'end';
      yield kind === 'documents'
        ? { kind, bytes: body }
        : ({ kind, ...(BSON.EJSON.parse(body.toString('utf8')) as object) } as BackupRecord);
    }
  }
  if (!isOver || size > 0) throw new BackupError('the end is missing');
}

/** Cuts a group of documents into its documents, by the length that each begins with. */
export function* documentsIn(bytes: Buffer): Iterable<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readInt32LE(at);
    if (length < 5 || at + length > bytes.length) throw new BackupError('a document is longer than its group');
    yield bytes.subarray(at, at + length);
    at += length;
  }
}
