import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { ConfigSchema, SETTINGS } from '../../src/config.ts';

const FILE = new URL('../../.env.example', import.meta.url);

const HEAD = `# Every setting of First Step. Copy this file to .env for docker compose, or set them in the environment.
# None is needed for \`npm start\`. An empty value counts as not set; a value shown here is the one taken without.`;

/** The file as the schema of the settings describes it. */
function envExample(): string {
  const defaults = ConfigSchema.parse({}) as Readonly<Record<string, unknown>>;
  const shape = ConfigSchema.shape as Readonly<Record<string, { readonly description?: string }>>;
  const blocks = SETTINGS.map((name) => {
    const value = defaults[name];
    return `# ${shape[name]?.description ?? ''}\n${name}=${typeof value === 'string' || typeof value === 'number' ? value : ''}`;
  });
  return `${[HEAD, ...blocks].join('\n\n')}\n`;
}

test('.env.example lists every setting as the program knows it', () => {
  if (process.env['UPDATE_VECTORS'] === '1') writeFileSync(FILE, envExample());
  expect(readFileSync(FILE, 'utf8')).toBe(envExample());
});

test('every setting is described, and the example as it stands can be used', () => {
  expect(
    SETTINGS.filter((name) =>
      /^# \n/m.test(`# ${(ConfigSchema.shape as Record<string, { description?: string }>)[name]?.description ?? ''}\n`),
    ),
  ).toEqual([]);
  const values = envExample()
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]);
  expect(ConfigSchema.safeParse(Object.fromEntries(values)).success).toBe(true);
});
