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

const REAL: readonly (readonly [name: string, file: ContentFile])[] = Object.entries(TABLE_TEXTS).map(([name, text]) => [
  name,
  tableFile(name, text),
]);

/** The real tables, with some of them in other words. */
export function tableFiles(instead: Readonly<Record<string, string>> = {}): ContentFile[] {
  return REAL.map(([name, file]) => (instead[name] === undefined ? file : tableFile(name, instead[name])));
}

/** One real table as it was written. */
export function tableValue<T>(name: string): T {
  const found = REAL.find(([own]) => own === name);
  if (!found) throw new Error(`no table ${name}`);
  return found[1].value as T;
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
