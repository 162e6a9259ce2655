import { LineCounter, parseDocument } from 'yaml';

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

/** Parses one YAML text. Throws `YamlError` naming file and line. */
export function parseYaml(name: string, text: string): YamlFile {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const [broken] = document.errors;
  if (broken) throw new YamlError(name, broken.linePos?.[0].line ?? 1, broken.message);
  return {
    name,
    value: document.toJS(),
    lineOf(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const node: unknown = document.getIn(path.slice(0, length), true);
        const range = (node as { range?: readonly [number, number, number] } | null | undefined)?.range;
        if (range) return counter.linePos(range[0]).line;
      }
      return 1;
    },
  };
}
