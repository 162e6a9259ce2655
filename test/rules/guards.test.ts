import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { compileFlows, readFlow } from '../../src/conversation/index.ts';
import { parseYaml } from '../../src/platform/yaml-file.ts';
import { realBook } from './book.ts';

const FLOWS = new URL('../../flows/', import.meta.url);

test('every guard of every flow reads only facts and codes that exist', () => {
  const files = readdirSync(FLOWS)
    .filter((name) => name.endsWith('.flow.yaml'))
    .map((name) => readFlow(parseYaml(`flows/${name}`, readFileSync(new URL(name, FLOWS), 'utf8'))));
  expect(() => compileFlows(files, realBook())).not.toThrow();
});
