import { randomUUID } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { ROOT } from '../conversation/program.ts';
import { until } from '../e2e/running.ts';

const INTAKE = 'flows/intake.flow.yaml';

/**
 * Flows and languages of a version to come: the intake has another version, to which running conversations are taken along,
 * and the age means something else in it. Returns its folder.
 */
export async function nextVersion(folder: string): Promise<string> {
  const root = join(folder, 'next-version');
  for (const part of ['flows', 'locales', 'package.json']) await cp(join(ROOT, part), join(root, part), { recursive: true });
  const text = await readFile(join(root, INTAKE), 'utf8');
  const [line = '', version = ''] = /^version: "([^"]+)"$/m.exec(text) ?? [];
  const migrates = `migrates: [{ from: "${version}", reopens: [age_band] }]`;
  await writeFile(join(root, INTAKE), text.replace(line, `version: "${version}-next"\n${migrates}`));
  return root;
}

/** The same message to several servers in one moment, again where it could not be saved in time; their answers. */
export function toAll(urls: readonly string[], token: string, message: { readonly id: string; readonly text: string }): Promise<unknown[]> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return Promise.all(
    urls.map((url) =>
      until('an answer', async () => {
        const response = await fetch(`${url}/chat/messages`, { method: 'POST', headers, body: JSON.stringify(message) });
        return response.status === 503 ? null : response.json();
      }),
    ),
  );
}

/** A first message whose beginning has reached the server; `finish` sends the rest and resolves with the status of the answer. */
export async function inFlight(url: string): Promise<{ finish(): Promise<number> }> {
  const headers = { 'content-type': 'application/json', expect: '100-continue' };
  const asked = request(`${url}/chat/messages`, { method: 'POST', headers });
  const answered = new Promise<number>((resolve, reject) => {
    asked.once('error', reject);
    asked.once('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
  });
  const heard = new Promise((resolve) => asked.once('continue', resolve));
  asked.flushHeaders();
  await heard;
  return {
    finish: () => {
      asked.end(JSON.stringify({ id: randomUUID(), locale: 'en' }));
      return answered;
    },
  };
}
