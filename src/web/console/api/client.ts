import type { z } from 'zod';
import { Problem } from '../../../contract/problem.ts';
import { setServerTime } from './server-time.ts';

/** Why a call gave no usable answer. `offline` never reached the server; `unreadable` came back in a form we do not know. */
export type FaultKind = 'problem' | 'offline' | 'unreadable';

/** A failed call. For `problem` the server's document is kept: it says what happened and what was kept. */
export class Fault extends Error {
  readonly kind: FaultKind;
  /** HTTP status, 0 when there was no answer. */
  readonly status: number;
  readonly problem: Problem | null;

  constructor(kind: FaultKind, status: number, problem: Problem | null, options?: { cause?: unknown }) {
    super(problem?.title ?? kind, options);
    this.name = 'Fault';
    this.kind = kind;
    this.status = status;
    this.problem = problem;
  }
}

export interface Call<S extends z.ZodType> {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly answer: S;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One call of the API. The answer is held against its contract before any screen sees it. Where the server names its
 * business time (`X-FirstStep-Now`), time left and "today" are counted from it.
 *
 * @throws Fault for everything that is not a valid answer.
 */
export async function call<S extends z.ZodType>({ method = 'GET', path, body, answer, signal }: Call<S>): Promise<z.output<S>> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: { accept: 'application/json', ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Fault('offline', 0, null, { cause });
  }
  setServerTime(response.headers.get('x-firststep-now') ?? undefined);
  const content = await readJson(response);
  if (!response.ok) {
    const problem = Problem.safeParse(content);
    throw new Fault('problem', response.status, problem.success ? problem.data : null);
  }
  const parsed = answer.safeParse(content);
  if (!parsed.success) throw new Fault('unreadable', response.status, null, { cause: parsed.error });
  return parsed.data;
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!response.ok) return null; // a proxy's own error page: the status alone has to do
    throw new Fault('unreadable', response.status, null, { cause });
  }
}
