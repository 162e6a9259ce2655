import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseYaml } from '../../src/platform/yaml-file.ts';
import { type ContentFile, loadRuleBook, type RuleBook } from '../../src/rules/index.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const FOLDER = 'flows/rules';

/** The real tables as text, by name (`triage`). */
export const TABLE_TEXTS: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(join(ROOT, FOLDER)).map((name) => [name.replace('.rules.yaml', ''), readFileSync(join(ROOT, FOLDER, name), 'utf8')]),
);

export function tableFile(name: string, text: string): ContentFile {
  return parseYaml(`${FOLDER}/${name}.rules.yaml`, text);
}

/** The real tables, with some of them in other words. */
export function tableFiles(instead: Readonly<Record<string, string>> = {}): ContentFile[] {
  return Object.entries({ ...TABLE_TEXTS, ...instead }).map(([name, text]) => tableFile(name, text));
}

let real: RuleBook | null = null;

/** The real rule book, compiled once a test file. */
export function realBook(): RuleBook {
  real ??= loadRuleBook(tableFiles());
  return real;
}

export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./${name}.vectors.json`, import.meta.url), 'utf8')) as T;
}
