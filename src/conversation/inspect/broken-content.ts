import type { Finding, FindingKind } from './finding.ts';

const AT_FILE_AND_LINE = /^([^\s:]+\.(?:yaml|json)):(\d+): ([^]*)$/u;
const AT_FILE = /^([^\s:]+\.(?:yaml|json)): ([^]*)$/u;

/** Messages of those who compile content, by what they are about. */
const KINDS: readonly (readonly [RegExp, FindingKind])[] = [
  [/unknown fact|is never "/u, 'unknown-fact'],
  [/never counts|would never count/u, 'shadowed-row'],
  [/(?:^|\.)source: /u, 'missing-source'],
];

/** A file that cannot be used, as a finding: the message of a reader begins with file and line. */
export function findingOf(error: unknown, file: string): Finding {
  const text = error instanceof Error ? error.message : String(error);
  const [, at, line, message] = AT_FILE_AND_LINE.exec(text) ?? [];
  const [, alone, rest] = AT_FILE.exec(text) ?? [];
  const said = (message ?? rest ?? text).replace(/\s+/gu, ' ').trim();
  const kind = KINDS.find(([pattern]) => pattern.test(said))?.[1] ?? 'broken-content';
  return { kind, file: at ?? alone ?? file, line: Number(line ?? 1), message: said };
}
