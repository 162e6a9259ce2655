import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What the last run tells the next one about a service's data. */
const Remembered = z.object({ port: z.number().int(), version: z.string() });
export type Remembered = z.infer<typeof Remembered>;

const fileOf = (data: string, name: string): string => join(data, 'run', `${name}.json`);

/** Null for new data, or when the file was damaged (a power cut while it was written). */
export async function recall(data: string, name: string): Promise<Remembered | null> {
  const text = await readFile(fileOf(data, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  try {
    return Remembered.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

export async function remember(data: string, name: string, what: Remembered): Promise<void> {
  await mkdir(join(data, 'run'), { recursive: true });
  await writeFile(fileOf(data, name), `${JSON.stringify(what)}\n`);
}
