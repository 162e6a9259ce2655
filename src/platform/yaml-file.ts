import { load } from 'js-yaml';
import { type Document, LineCounter, parseDocument } from 'yaml';

/** A parsed YAML file that still knows its lines. */
export interface YamlFile {
  readonly name: string;
  readonly value: unknown;
  /** Line of the value at `path`, or of what is nearest above it. */
  lineOf(path: readonly (string | number)[]): number;
}

/** A YAML file that cannot be read; the message begins with `file:line`. */
export class YamlError extends Error {
  constructor(name: string, line: number, reason: string) {
    super(`${name}:${line}: ${reason}`);
    this.name = 'YamlError';
  }
}

/**
 * Parses one YAML text. The values come from a fast parser; one that knows lines reads the text again when a line is asked for,
 * or when the fast one refuses it (also a text without a document, which is null).
 *
 * @throws YamlError naming file and line.
 */
export function parseYaml(name: string, text: string): YamlFile {
  let read: Lines | null = null;
  const lines = (): Lines => (read ??= readLines(name, text));
  return {
    name,
    value: quickly(text, () => lines().document.toJS()),
    lineOf(path) {
      const { document, counter } = lines();
      for (let length = path.length; length > 0; length -= 1) {
        const node: unknown = document.getIn(path.slice(0, length), true);
        const range = (node as { range?: readonly [number, number, number] } | null | undefined)?.range;
        if (range) return counter.linePos(range[0]).line;
      }
      return 1;
    },
  };
}

interface Lines {
  readonly document: Document;
  readonly counter: LineCounter;
}

function readLines(name: string, text: string): Lines {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const [broken] = document.errors;
  if (broken) throw new YamlError(name, broken.linePos?.[0].line ?? 1, broken.message);
  return { document, counter };
}

function quickly(text: string, slowly: () => unknown): unknown {
  try {
    return load(text);
  } catch {
    // What is wrong is told by the other parser, with its line.
    return slowly();
  }
}
