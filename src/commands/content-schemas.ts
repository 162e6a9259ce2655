import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Findings, type Inspection } from '../conversation/inspect/index.ts';
import { PlacesSource } from '../conversation/answers/place-names.ts';
import { WordsSource } from '../conversation/answers/words.ts';
import { FlowSource } from '../conversation/index.ts';
import { LexiconSource } from '../conversation/listening/lexicon-file.ts';
import { RegionSource } from '../organisations/index.ts';
import { TABLES } from '../rules/tables.ts';

/** JSON Schemas by which editors complete and check the files of `flows/`, by their path; made from the forms that the product reads. */
export function contentSchemas(): ReadonlyMap<string, string> {
  const forms = new Map<string, z.ZodType>([
    ['flow', FlowSource],
    ['lexicon', LexiconSource],
    ['words', WordsSource],
    ['places', PlacesSource],
    ['region', RegionSource],
    ...Object.entries(TABLES).map(([name, form]): [string, z.ZodType] => [`${name}.rules`, form]),
  ]);
  return new Map(
    [...forms].map(([name, form]) => [
      `schemas/${name}.schema.json`,
      `${JSON.stringify(z.toJSONSchema(form, { io: 'input' }), null, 2)}\n`,
    ]),
  );
}

/** Schemas below `root` that are not what the product reads now. */
export function outdatedSchemas(root: string): Inspection {
  const findings = new Findings('outdated-schema');
  for (const [file, text] of contentSchemas()) {
    const path = join(root, file);
    const problem = !existsSync(path) ? 'is missing' : readFileSync(path, 'utf8') === text ? null : 'is not what the product reads now';
    findings.check(problem && `this schema ${problem}; \`npm run check -- --write-schemas\` writes it`, () => ({ file, line: 1 }));
  }
  return findings.all;
}

/** Writes all schemas below `root`. */
export function writeSchemas(root: string): void {
  mkdirSync(join(root, 'schemas'), { recursive: true });
  for (const [file, text] of contentSchemas()) writeFileSync(join(root, file), text);
}
