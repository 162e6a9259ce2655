import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** An empty folder that stands for a checkout, until `remove`. */
export function newFolder() {
  const root = mkdtempSync(join(tmpdir(), 'firststep-project-'));
  return {
    root,
    write(path: string, text: string): void {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    remove: (): void => rmSync(root, { recursive: true, force: true }),
  };
}
