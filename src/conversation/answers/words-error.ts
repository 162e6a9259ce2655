/** A word list or a list of places that cannot be used. The message begins with `file:line`. */
export class WordsError extends Error {
  readonly file: string;
  readonly line: number;

  constructor(file: string, line: number, message: string) {
    super(`${file}:${line}: ${message}`);
    this.name = 'WordsError';
    this.file = file;
    this.line = line;
  }
}
