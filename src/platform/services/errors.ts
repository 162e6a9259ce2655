/** What was tried to get a service, and what came of it. */
export interface Tried {
  readonly way: string;
  readonly outcome: string;
}

/** MongoDB or Redis could not be found or obtained. The message names every way and what came of it. */
export class ServiceUnavailableError extends Error {
  readonly service: string;
  readonly tried: readonly Tried[];

  constructor(service: string, tried: readonly Tried[]) {
    const list = tried.map(({ way, outcome }, i) => `  ${i + 1}. ${way}\n     tried: ${outcome}`).join('\n');
    super(`${service} was not found and could not be obtained. Any one of these ways is enough:\n${list}`);
    this.name = 'ServiceUnavailableError';
    this.service = service;
    this.tried = tried;
  }
}

/** A service was found, but does not run or does not answer. The message ends with the last lines of its log. */
export class ServiceStartError extends Error {
  readonly service: string;

  constructor(service: string, reason: string, logTail: string) {
    super(`${service} did not start: ${reason}${logTail === '' ? '' : `\nThe last lines of its log:\n${logTail}`}`);
    this.name = 'ServiceStartError';
    this.service = service;
  }
}

/** Another First Step uses the same data folder. */
export class DataFolderBusyError extends Error {
  constructor(folder: string, pid: number) {
    super(
      `Another First Step (process ${pid}) is running on the data in ${folder}. ` +
        'Stop it first, or choose another folder: FIRSTSTEP_DATA=/path/to/folder npm start',
    );
    this.name = 'DataFolderBusyError';
  }
}
