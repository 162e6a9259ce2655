import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

const inflate = promisify(inflateRaw);

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const METHOD_STORED = 0;
const METHOD_DEFLATED = 8;

/** One file of a zip archive (a Python wheel is one), found by its path's ending. Null when the archive has none such. */
export async function readFromZip(archive: string, pathEnding: string): Promise<Buffer | null> {
  const file = await open(archive, 'r');
  try {
    const { size } = await file.stat();
    const read = async (position: number, length: number): Promise<Buffer> => {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await file.read(buffer, 0, length, position);
      if (bytesRead < length) throw new Error(`${archive} is cut short`);
      return buffer;
    };
    const tail = await read(Math.max(0, size - 65_557), Math.min(size, 65_557));
    const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    if (end < 0 || tail.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error(`${archive} is not a zip archive`);
    const directory = await read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === DIRECTORY_ENTRY; ) {
      const nameLength = directory.readUInt16LE(at + 28);
      const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
      if (name.endsWith(pathEnding)) {
        const offset = directory.readUInt32LE(at + 42);
        const local = await read(offset, 30);
        const start = offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
        const data = await read(start, directory.readUInt32LE(at + 20));
        return unpacked(data, directory.readUInt16LE(at + 10), directory.readUInt32LE(at + 24), name);
      }
      at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    }
    return null;
  } finally {
    await file.close();
  }
}

async function unpacked(data: Buffer, method: number, size: number, name: string): Promise<Buffer> {
  if (method !== METHOD_STORED && method !== METHOD_DEFLATED) throw new Error(`${name} is packed by an unknown method`);
  const content = method === METHOD_STORED ? data : await inflate(data);
  if (content.length !== size) throw new Error(`${name} is damaged`);
  return content;
}
