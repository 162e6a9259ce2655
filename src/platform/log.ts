import { type Logger, pino } from 'pino';

/**
 * Fields that may appear in a log line. Everything else is left out, so that no answer, name or number can slip in
 * (rules.md P06). Ids, states, counts and durations only.
 */
const ALLOWED = new Set([
  'alert',
  'attempt',
  'audience',
  'batch',
  'channel',
  'code',
  'component',
  'conversation',
  'count',
  'delivery',
  'due',
  'effect',
  'exit',
  'flow',
  'index',
  'job',
  'kind',
  'lang',
  'level',
  'method',
  'migration',
  'ms',
  'outcome',
  'pid',
  'port',
  'queue',
  'reason',
  'referral',
  'request',
  'role',
  'route',
  'rung',
  'seq',
  'service',
  'staff',
  'state',
  'status',
  'turn',
  'url',
  'version',
  'visit',
]);

export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** Name, code and stack frames of an error, never its message: messages quote values. */
function errorShape(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 6);
  const code = (error as { code?: unknown }).code;
  return {
    errorName: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { errorCode: code } : {}),
    errorAt: frames.map((line) => line.trim().replace(/\(.*?([^/]+:\d+:\d+)\)/, '($1)')),
  };
}

/** Keeps the allowed fields; `error` becomes its shape. */
export function redactFields(fields: LogFields): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (key === 'error') Object.assign(kept, errorShape(value));
    else if (ALLOWED.has(key) && (typeof value !== 'object' || value === null)) kept[key] = value;
  }
  return kept;
}

/** Structured log on `destination` (default: standard error, so that standard output stays for contracts). */
export function createLog(options: { level?: string; destination?: { write(line: string): void } } = {}): Log {
  const logger: Logger = pino(
    { level: options.level ?? 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    options.destination ?? pino.destination({ fd: 2, sync: true }),
  );
  return {
    info: (event, fields = {}) => logger.info({ event, ...redactFields(fields) }),
    warn: (event, fields = {}) => logger.warn({ event, ...redactFields(fields) }),
    error: (event, fields = {}) => logger.error({ event, ...redactFields(fields) }),
  };
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
