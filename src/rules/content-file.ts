/** A path inside a content file: `['rows', 3, 'when']`. */
export type ContentPath = readonly (string | number)[];

/** One file of `flows/` as the pure core takes it: already read and parsed, with the way back to its lines for messages. */
export interface ContentFile {
  /** Path below the project, such as `flows/rules/triage.rules.yaml`. */
  readonly name: string;
  readonly value: unknown;
  /** Line of the value at `path`, or of what is nearest above it. */
  lineOf(path: ContentPath): number;
}
