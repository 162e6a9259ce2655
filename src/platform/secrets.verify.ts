import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { BSON, type Db } from 'mongodb';
import type { Check, Violation } from './invariant.ts';
import { createNeedles, type Needles } from './needles.ts';
import { serversOf } from './redis.ts';

/** A field whose value is always sealed; `notes.sealed` looks into each element of a list. */
export interface SealedField {
  readonly collection: string;
  readonly field: string;
}

export interface SecretsDeps {
  readonly db: Db;
  /** Null: not reachable, and not looked at. */
  readonly redis: Redis | null;
  /** Files and folders: logs, and whatever else was written to disk in clear. */
  readonly paths: readonly string[];
  /** Strings that must not be found anywhere; may be empty. */
  readonly canaries: readonly string[];
  readonly sealed: readonly SealedField[];
  /** Collections that may hold words and addresses in clear, such as those about staff. */
  readonly open: (collection: string) => boolean;
}

const REPAIR = {
  canary: 'find out what writes it there; remove it, and treat it as a leak of this text',
  plain: 'it must be sealed with the key of its person: find out what wrote it, seal or remove it',
} as const;

/** First byte of a sealed value, and the least length of one (platform/seal.ts). */
const SEALED_FORM = 1;
const SEALED_BYTES = 29;
const PAGE = 1_000;

/** Words outside ASCII, a Korean mobile number, a resident registration number: nothing of ours is written so in clear. */
const WORDS = /[^\x20-\x7e\s]/;
const NUMBERS = /(?<![\w.-])(?:01[016789][- ]?\d{3,4}[- ]?\d{4}|\+82[- ]?10[- ]?\d{4}[- ]?\d{4}|\d{6}-[1-8]\d{6})(?![\w-])/;

/** Paths of strings that look like something of a family. Pure. */
export function plainWords(value: unknown, path = ''): string[] {
  if (typeof value === 'string') return WORDS.test(value) || NUMBERS.test(value) ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((one: unknown) => plainWords(one, path));
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value) || Object.getPrototypeOf(value) !== Object.prototype) return [];
  return Object.entries(value).flatMap(([name, one]) => plainWords(one, path === '' ? name : `${path}.${name}`));
}

const isSealed = (value: unknown): boolean => Buffer.isBuffer(value) && value.length >= SEALED_BYTES && value[0] === SEALED_FORM;

/** Values at a dotted path, looking into lists; null and missing are left out. */
function at(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((one: unknown) => at(one, path));
  const [name, ...rest] = path;
  if (value === null || value === undefined) return [];
  return name === undefined ? [value] : at((value as Record<string, unknown>)[name], rest);
}

/** Everything that Redis holds under one key, in pieces. */
async function* valuesOf(redis: Redis, key: Buffer): AsyncIterable<Buffer> {
  const type = await redis.type(key);
  if (type === 'string') yield (await redis.getBuffer(key)) ?? Buffer.alloc(0);
  if (type === 'hash')
    for (const [field, value] of Object.entries(await redis.hgetallBuffer(key))) yield Buffer.concat([Buffer.from(`${field}\0`), value]);
  if (type === 'set') for (const one of await redis.smembersBuffer(key)) yield one;
  if (type !== 'list' && type !== 'zset' && type !== 'stream') return;
  let from = 0;
  for (let next = '-'; ; from += PAGE) {
    if (type === 'stream') {
      const entries = await redis.xrange(key, next, '+', 'COUNT', PAGE);
      for (const [, fields] of entries) yield Buffer.from(fields.join('\0'));
      if (entries.length < PAGE) return;
      next = `(${entries.at(-1)?.[0] ?? ''}`;
    } else {
      const page =
        type === 'list'
          ? await redis.lrangeBuffer(key, from, from + PAGE - 1)
          : await redis.zrangeBuffer(key, String(from), String(from + PAGE - 1));
      yield* page;
      if (page.length < PAGE) return;
    }
  }
}

/** All files below a path; a path that is not there has none. */
async function filesBelow(path: string): Promise<string[]> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return [];
  if (!found.isDirectory()) return found.isFile() ? [path] : [];
  return (await Promise.all((await readdir(path)).map((name) => filesBelow(join(path, name))))).flat();
}

/** Indexes of needles in a file, read in pieces that overlap. */
async function inFile(path: string, needles: Needles): Promise<number[]> {
  const found = new Set<number>();
  let tail = Buffer.alloc(0);
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = Buffer.concat([tail, piece as Buffer]);
    for (const i of needles.in(bytes)) found.add(i);
    tail = bytes.subarray(Math.max(0, bytes.length - needles.longest + 1));
  }
  return [...found];
}

/**
 * No sensitive text outside sealed fields: sealed fields are sealed, no document about a family holds words or numbers in
 * clear, and none of the given strings is anywhere in the database, in Redis or in the files.
 */
export function secretsCheck({ db, redis, paths, canaries, sealed, open }: SecretsDeps): Check {
  const needles = createNeedles(canaries);
  const canary = (where: string, i: number): Violation => ({
    invariant: 'INV9',
    where,
    what: `string ${i + 1} of the canary file is there in clear`,
    repair: REPAIR.canary,
  });
  const plain = (where: string, path: string, what: string): Violation => ({
    invariant: 'INV9',
    where,
    what: `${path} ${what}`,
    repair: REPAIR.plain,
  });

  async function* inDatabase(): AsyncIterable<Violation> {
    for await (const { name } of db.listCollections({}, { nameOnly: true })) {
      if (name.startsWith('system.')) continue;
      const fields = sealed.filter(({ collection }) => collection === name).map(({ field }) => field);
      for await (const raw of db.collection(name).find({}, { raw: true }) as unknown as AsyncIterable<Buffer>) {
        const hits = needles.in(raw);
        if (hits.length === 0 && open(name)) continue;
        const document = BSON.deserialize(raw, { promoteBuffers: true });
        const where = `${name} ${String(document['_id'])}`;
        for (const i of hits) yield canary(where, i);
        if (!open(name)) for (const path of new Set(plainWords(document))) yield plain(where, path, 'holds words or a number in clear');
        for (const field of fields)
          if (at(document, field.split('.')).some((value) => !isSealed(value))) yield plain(where, field, 'is not sealed');
      }
    }
  }

  async function* inRedis(): AsyncIterable<Violation> {
    for (const server of redis === null ? [] : serversOf(redis)) {
      for await (const page of server.scanBufferStream({ count: PAGE }) as AsyncIterable<Buffer[]>) {
        for (const key of page) {
          const where = `redis ${key.toString('latin1').slice(0, 120)}`;
          const found = new Set(needles.in(key));
          for await (const value of valuesOf(server, key)) {
            for (const i of needles.in(value)) found.add(i);
          }
          for (const i of found) yield canary(where, i);
        }
      }
    }
  }

  async function* inFiles(): AsyncIterable<Violation> {
    if (canaries.length === 0) return;
    for (const path of paths) {
      for (const file of await filesBelow(path)) for (const i of await inFile(file, needles)) yield canary(file, i);
    }
  }

  return {
    name: 'secrets',
    covers: ['INV9'],
    async *run() {
      yield* inDatabase();
      if (canaries.length > 0) yield* inRedis();
      yield* inFiles();
    },
  };
}
