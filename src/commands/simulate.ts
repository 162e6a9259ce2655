import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { failuresOf, Persona, playPersona } from '../conversation/simulate.ts';
import type { Program } from '../conversation/index.ts';

/**
 * Plays persona files against the real flows and rules. Prints a line per failed expectation; last line
 * `N passed, N failed`.
 *
 * @param only Play only these languages; all when empty.
 * @returns the exit code: 1 when a persona failed or a file could not be read.
 */
export function simulate(program: Program, files: readonly string[], only: readonly string[], print: (line: string) => void): number {
  let passed = 0;
  let failed = 0;
  for (const file of files) {
    let personas: readonly Persona[];
    try {
      personas = z.array(Persona).parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch (error) {
      print(`${file}: ${error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : 'cannot be read'}`);
      failed += 1;
      continue;
    }
    for (const persona of personas) {
      if (only.length > 0 && !only.includes(persona.locale)) continue;
      const failures = failuresOf(program, persona, playPersona(program, persona));
      for (const failure of failures) print(failure);
      if (failures.length === 0) passed += 1;
      else failed += 1;
    }
  }
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
