import type { z } from 'zod';
import type { ContentFile, ContentPath } from './content-file.ts';
import { RuleError } from './errors.ts';
import { type ReadRuleFile, readRuleFile } from './rule-file.ts';
import { didYouMean } from './spelling.ts';
import { TABLES, type TableName, type Tables } from './tables.ts';

/** All tables, each with its file. */
export type TableFiles = { readonly [Name in TableName]: ReadRuleFile<Tables[Name]> };

const ENDING = '.rules.yaml';
const NAMES = Object.keys(TABLES) as TableName[];

/**
 * Finds each table among the files by its name and holds it against its schema.
 *
 * @throws RuleError naming file and line: a table that does not exist, is there twice, is missing or does not fit.
 */
export function readTables(files: readonly ContentFile[]): TableFiles {
  const read: Partial<Record<TableName, ReadRuleFile<unknown>>> = {};
  for (const file of files) {
    const name = (file.name.split('/').at(-1) ?? '').replace(ENDING, '');
    if (!isTable(name)) throw new RuleError(file.name, 1, `there is no table "${name}"${didYouMean(name, NAMES)}`);
    if (read[name]) throw new RuleError(file.name, 1, `table "${name}" is in ${read[name].name} already`);
    read[name] = readRuleFile(file, TABLES[name] as z.ZodType<unknown>);
  }
  const missing = NAMES.find((name) => !read[name]);
  if (missing) throw new RuleError(folderOf(files) + missing + ENDING, 1, 'this table is missing');
  return read as TableFiles;
}

function isTable(name: string): name is TableName {
  return Object.hasOwn(TABLES, name);
}

function folderOf(files: readonly ContentFile[]): string {
  return files[0]?.name.replace(/[^/]*$/, '') ?? '';
}

/** Throws with the line of the value at `path`. */
export function failAt(file: ReadRuleFile<unknown>, path: ContentPath, message: string): never {
  throw new RuleError(file.name, file.lineOf(path), message);
}
