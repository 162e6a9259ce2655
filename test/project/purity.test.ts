import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { filesBelow } from '../../scripts/build.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What makes the same input give another output. The import table keeps packages and Node out; these are globals. */
const IMPURE =
  /\b(Date\.now|new Date\(\)|DateTime\.(now|local|utc)\(\s*\)|Math\.random|performance\.now|crypto\.|setTimeout|setInterval|setImmediate|queueMicrotask|process\.|fetch\(|console\.)/;

const files = ['src/conversation', 'src/rules'].flatMap((folder) => filesBelow(ROOT, folder)).filter((file) => file.endsWith('.ts'));

test('the engines take time and chance as arguments, and do nothing themselves', () => {
  const found = files.flatMap((file) =>
    readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .map((line, i) => ({ at: `${file}:${i + 1}`, line: line.trim() }))
      .filter(({ line }) => IMPURE.test(line) && !/^(\/?\*|\/\/)/.test(line)),
  );
  expect(files.length).toBeGreaterThan(0);
  expect(found).toEqual([]);
});
