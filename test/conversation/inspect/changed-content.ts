import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectContent } from '../../../src/commands/check.ts';
import { askedKey, knownTexts } from '../../../src/conversation/inspect/known-texts.ts';
import type { Inspection } from '../../../src/conversation/inspect/index.ts';
import { readFlow, type TextTree } from '../../../src/conversation/index.ts';
import { parseYaml } from '../../../src/platform/yaml-file.ts';
import { ROOT } from '../program.ts';
import { realBook } from '../../rules/book.ts';

const BASE = join(ROOT, 'test/conversation/inspect/base');
const FLOWS = ['intake', 'coaching_more'];
const LANGS = ['ko', 'en'];
const RANDOM_WALKS = 2;

/** One thing changed in a file of the base content: a passage, or texts by their keys (null: gone). */
export type Change =
  | { readonly file: string; readonly from: string; readonly to: string }
  | { readonly file: string; readonly json: Readonly<Record<string, string | null>> };

/** The base content below a new folder: two small flows, with the real rules, word lists and the texts that they need. */
export function layBaseContent(): string {
  const root = mkdtempSync(join(tmpdir(), 'firststep-check-'));
  for (const folder of ['flows/rules', 'schemas', 'flows/places.yaml']) cpSync(join(ROOT, folder), join(root, folder), { recursive: true });
  for (const folder of ['lexicon', 'words']) for (const lang of LANGS) copy(root, `flows/${folder}/${lang}.yaml`);
  for (const flow of FLOWS) cpSync(join(BASE, `${flow}.flow.yaml`), join(root, `flows/${flow}.flow.yaml`));
  const known = knownTexts(
    FLOWS.map((flow) => readFlow(parseYaml(`flows/${flow}.flow.yaml`, readFileSync(join(root, `flows/${flow}.flow.yaml`), 'utf8')))),
    realBook(),
  );
  const used = (key: string): boolean => {
    const asked = askedKey(key, known);
    return known.required.has(asked) || known.optional.has(asked);
  };
  for (const lang of LANGS) {
    copy(root, `locales/${lang}/page.json`);
    copy(root, `locales/${lang}/phrasebook.json`);
    const tree = JSON.parse(readFileSync(join(ROOT, `locales/${lang}/chat.json`), 'utf8')) as TextTree;
    writeFileSync(join(root, `locales/${lang}/chat.json`), `${JSON.stringify(only(tree, '', used), null, 2)}\n`);
  }
  return root;
}

function copy(root: string, path: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  cpSync(join(ROOT, path), join(root, path));
}

function only(tree: TextTree, above: string, used: (key: string) => boolean): TextTree {
  const kept = Object.entries(tree).flatMap(([name, value]): [string, string | TextTree][] => {
    const key = above === '' ? name : `${above}.${name}`;
    if (typeof value === 'string') return used(key) ? [[name, value]] : [];
    const inner = only(value, key, used);
    return Object.keys(inner).length > 0 ? [[name, inner]] : [];
  });
  return Object.fromEntries(kept);
}

function changed(text: string, change: Change): string {
  if ('from' in change) {
    if (!text.includes(change.from)) throw new Error(`${change.file} does not hold ${change.from}`);
    return text.replace(change.from, () => change.to);
  }
  const tree = JSON.parse(text) as Record<string, unknown>;
  for (const [key, value] of Object.entries(change.json)) {
    const names = key.split('.');
    const last = names.pop() ?? '';
    let at = tree;
    for (const name of names) at = (at[name] ??= {}) as Record<string, unknown>;
    if (value === null) delete at[last];
    else at[last] = value;
  }
  return `${JSON.stringify(tree, null, 2)}\n`;
}

/** Inspects the base content with changes. `lineNear` gives the first line of a file that holds a text. */
export function inspectChanged(changes: readonly Change[]): Inspection & { lineNear(file: string, text: string): number } {
  const root = layBaseContent();
  try {
    for (const change of changes) {
      const path = join(root, change.file);
      writeFileSync(path, changed(readFileSync(path, 'utf8'), change));
    }
    const lines = new Map<string, string[]>();
    const linesOf = (file: string): string[] => {
      const known = lines.get(file) ?? readFileSync(join(root, file), 'utf8').split('\n');
      lines.set(file, known);
      return known;
    };
    const inspection = inspectContent(root, RANDOM_WALKS);
    for (const { file } of inspection.findings) linesOf(file);
    for (const { file } of changes) linesOf(file);
    return { ...inspection, lineNear: (file, text) => linesOf(file).findIndex((line) => line.includes(text)) + 1 };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
