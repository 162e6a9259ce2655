import {
  type Finding,
  flowsInCircles,
  inspect,
  type Inspection,
  knownTexts,
  lineOf,
  missingSource,
  phrasebook,
  together,
  unknownFact,
  walk,
} from '../conversation/inspect/index.ts';
import type { FlowFile } from '../conversation/index.ts';
import { readContentToCheck, type ReadContent } from './check-content.ts';
import { outdatedSchemas } from './content-schemas.ts';

/** The present time of the walks: the same findings on every day. */
const NOW = '2026-09-14T10:20:00+09:00';
const SEED = 20_260_914;
const RANDOM_WALKS = 150;

/**
 * Inspects everything below `flows/`, `locales/` and `schemas/` of `root`. Throws nothing: what cannot be read is a finding.
 *
 * @param randomWalks How many walks go on at random after all decisions have been met.
 */
export function inspectContent(root: string, randomWalks = RANDOM_WALKS): Inspection {
  const content = readContentToCheck(root);
  const circles = flowsInCircles(content.flows);
  const parts = [
    unknownFact([...content.rules, ...content.written]),
    missingSource(content.rules),
    circles,
    outdatedSchemas(root),
    phrasebook(content.phrasebooks),
  ];
  const read: Inspection = { checks: content.read, findings: content.findings };
  if (circles.findings.length === 0) parts.push(inspectProgram(content, randomWalks));
  return oncePerPlace(together([...parts, read]));
}

function inspectProgram({ program, book, flows, chats, others, lexicons }: ReadContent, random: number): Inspection {
  if (!program || !book) return { checks: 0, findings: [] };
  const phrases = lexicons.find(({ lang }) => lang === 'ko')?.source.safety ?? {};
  const walked = walk(program, {
    now: NOW,
    phrases: Object.fromEntries(
      Object.entries(phrases).flatMap(([id, sign]) => (sign.must_match[0] === undefined ? [] : [[id.slice(0, 3), sign.must_match[0]]])),
    ),
    entries: entriesOf(flows, program.first),
    seed: SEED,
    random,
  });
  return inspect({ program, flows, chats, others, known: knownTexts(flows, book), walk: walked });
}

/** Flows that can be begun by themselves: not the first, and none that only runs inside another. */
function entriesOf(flows: readonly FlowFile[], first: string): string[] {
  const inside = new Set(
    flows.flatMap((file) =>
      file.source.paths.flatMap((path) => path.ask.flatMap((item) => (typeof item !== 'string' && 'do' in item ? item.do : []))),
    ),
  );
  return flows.map((file) => file.source.id).filter((id) => id !== first && !inside.has(id));
}

/** What two ways of looking found is told once. */
function oncePerPlace({ checks, findings }: Inspection): Inspection {
  const told = new Map(findings.map((finding) => [lineOf(finding), finding]));
  return { checks, findings: [...told.values()].sort(byPlace) };
}

const byPlace = (a: Finding, b: Finding): number => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1);

/**
 * `npm run check`: prints a line for each finding, with file and line; last line `N passed, N failed`.
 *
 * @param root The project's folder.
 * @returns the exit code: 1 when something was found.
 */
export function check(root: string, print: (line: string) => void): number {
  const { checks, findings } = inspectContent(root);
  for (const finding of findings) print(lineOf(finding));
  print(`${Math.max(0, checks - findings.length)} passed, ${findings.length} failed`);
  return findings.length === 0 ? 0 : 1;
}
