import { Agent, request } from 'node:http';

export interface Call {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** After this the sender gives up and knows nothing. */
  readonly timeoutMs: number;
}

export interface Answer {
  readonly status: number;
  readonly cookies: readonly string[];
  readonly retryAfter: number;
  readonly body: unknown;
}

/** No answer came, or half of one: what was sent may have been taken or not. */
export class WireError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WireError';
  }
}

export interface Wire {
  /** Throws `WireError`. */
  send(call: Call): Promise<Answer>;
  close(): void;
}

function bodyOf(text: string): unknown {
  try {
    return text === '' ? null : (JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError) throw new WireError('half an answer');
    throw error;
  }
}

/** HTTP to this machine over kept connections. */
export function createWire(): Wire {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  return {
    send: ({ port, method, path, headers = {}, body, timeoutMs }) =>
      new Promise((resolve, reject) => {
        const sent = body === undefined ? null : Buffer.from(JSON.stringify(body));
        const call = request({
          host: '127.0.0.1',
          port,
          method,
          path,
          agent,
          headers: { ...headers, ...(sent ? { 'content-type': 'application/json', 'content-length': String(sent.length) } : {}) },
        });
        const timer = setTimeout(() => call.destroy(new WireError('no answer in time')), timeoutMs);
        const fail = (error: Error): void => {
          clearTimeout(timer);
          reject(error instanceof WireError ? error : new WireError(error.message));
        };
        call.on('error', fail);
        call.on('response', (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', fail);
          response.on('aborted', () => fail(new WireError('cut off')));
          response.on('end', () => {
            clearTimeout(timer);
            try {
              resolve({
                status: response.statusCode ?? 0,
                cookies: response.headers['set-cookie'] ?? [],
                retryAfter: Number(response.headers['retry-after'] ?? 1),
                body: bodyOf(Buffer.concat(chunks).toString('utf8')),
              });
            } catch (error) {
              fail(error instanceof Error ? error : new WireError(String(error)));
            }
          });
        });
        call.end(sent ?? undefined);
      }),
    close: () => agent.destroy(),
  };
}
