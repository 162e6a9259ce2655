import type { Lang } from '../types.ts';

/** Everything that the checker can find, one file of this folder each; the first three already while content is read. */
export const FINDING_KINDS = [
  'broken-content',
  'unknown-fact',
  'missing-source',
  'unreachable-question',
  'path-without-end',
  'broken-promise',
  'shadowed-row',
  'sensitive-question',
  'large-session',
  'too-many-options',
  'missing-text',
  'unused-text',
  'wrong-slot',
  'untranslated-text',
  'long-button',
  'long-message',
  'ambiguous-choice',
  'unknown-helpline',
  'outdated-schema',
  'phrasebook',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** One thing that is wrong with the content, and where. */
export interface Finding {
  readonly kind: FindingKind;
  /** Path below the project. */
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly flow?: string;
  readonly lang?: Lang;
}

export interface Inspection {
  /** How many single things were looked at, wrong ones included. */
  readonly checks: number;
  readonly findings: readonly Finding[];
}

/** Where something stands in the content. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Collects what one inspection looks at and finds. */
export class Findings {
  readonly #kind: FindingKind;
  readonly #found: Finding[] = [];
  #checks = 0;

  constructor(kind: FindingKind) {
    this.#kind = kind;
  }

  /** Counts one check; `problem` is what is wrong, or null. */
  check(problem: string | null, where: () => Place, of: { readonly flow?: string; readonly lang?: Lang } = {}): void {
    this.#checks += 1;
    if (problem !== null) this.#found.push({ kind: this.#kind, ...where(), message: problem, ...of });
  }

  get all(): Inspection {
    return { checks: this.#checks, findings: this.#found };
  }
}

/** One inspection of several. */
export function together(parts: readonly Inspection[]): Inspection {
  return { checks: parts.reduce((sum, part) => sum + part.checks, 0), findings: parts.flatMap((part) => part.findings) };
}

/** As a person reads it: where, what kind, what. */
export const lineOf = ({ file, line, kind, message }: Finding): string => `${file}:${line} ${kind} ${message}`;
