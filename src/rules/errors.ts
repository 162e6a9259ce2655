/** A rule file or a condition that cannot be used. The message begins with `file:line`. */
export class RuleError extends Error {
  readonly file: string;
  readonly line: number;

  constructor(file: string, line: number, message: string) {
    super(`${file}:${line}: ${message}`);
    this.name = 'RuleError';
    this.file = file;
    this.line = line;
  }
}

/**
 * The holiday table says nothing about a year. Booking must refuse and staff must be alerted (M08); deadlines go on
 * without holidays, which can only make them earlier.
 */
export class MissingHolidaysError extends Error {
  readonly code = 'holidays:missing_year';
  readonly year: number;

  constructor(year: number) {
    super(`the holiday table has no year ${year}`);
    this.name = 'MissingHolidaysError';
    this.year = year;
  }
}
