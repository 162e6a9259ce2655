import { runCommand } from './command.ts';

/** `[major, minor, patch]` of the first dotted number in a text such as `db version v6.0.5`; null without one. */
export function versionIn(text: string): readonly [number, number, number] | null {
  const found = /(\d+)\.(\d+)\.(\d+)/.exec(text);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : null;
}

/** Below zero when `a` is older than `b`. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [versionIn(a) ?? [0, 0, 0], versionIn(b) ?? [0, 0, 0]];
  return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
}

/** Runs `<path> --version`. Answers the version, or says why the program is of no use. */
export async function versionOf(path: string): Promise<{ version: string } | { reason: string }> {
  const result = await runCommand(path, ['--version'], { timeoutMs: 10_000 });
  if (result.code !== 0) {
    const why = result.timedOut ? 'no answer within 10 s' : (result.stderr.trim().split('\n')[0] ?? '');
    return { reason: `${path} does not run here (${why || `exit code ${result.code}`})` };
  }
  const version = versionIn(result.stdout);
  return version ? { version: version.join('.') } : { reason: `${path} does not tell its version` };
}
