import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';

/** The port is in use by another program; the message says what to do. */
export class PortInUseError extends Error {
  constructor(port: number) {
    super(`Port ${port} is in use by another program. Stop it, or choose another port: PORT=${port + 1} npm start`);
    this.name = 'PortInUseError';
  }
}

export interface HttpOptions {
  /** Behind one reverse proxy. */
  readonly trustProxy: boolean;
  /** People reach this server over TLS. */
  readonly secure: boolean;
}

/** Makes a fresh nonce for the style elements of the staff console; `response.locals['nonce']`. */
const withNonce: RequestHandler = (_request, response, next) => {
  response.locals['nonce'] = randomBytes(16).toString('base64');
  next();
};

/** An Express 5 application with the headers that every answer of ours carries. No third-party request is allowed from any page. */
export function createExpress({ trustProxy, secure }: HttpOptions): Express {
  const app = express();
  app.set('trust proxy', trustProxy ? 1 : false);
  app.disable('x-powered-by');
  // Nothing that is computed here may be kept by a browser; files bring a tag of their own.
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(withNonce);
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: [
            "'self'",
            (_request, response) => `'nonce-${String((response as unknown as { locals: Record<string, unknown> }).locals['nonce'])}'`,
          ],
          imgSrc: ["'self'", 'data:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          manifestSrc: ["'self'"],
          workerSrc: ["'self'"],
          mediaSrc: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
          ...(secure ? { upgradeInsecureRequests: [] } : {}),
        },
      },
      strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: true } : false,
      referrerPolicy: { policy: 'no-referrer' },
      crossOriginEmbedderPolicy: false,
    }),
  );
  return app;
}

/** A request that is still not answered so long after the order to end is cut off. */
const DRAIN_MS = 2_500;

/** Longer than a proxy keeps a connection that nobody uses (deploy/Caddyfile): it never sends into one that was just closed here. */
const KEEP_ALIVE_MS = 55_000;

export interface Listening {
  readonly port: number;
  /** Takes no new request, lets running ones end, then cuts what is left. */
  close(): Promise<void>;
}

/** Serves `app`. Throws `PortInUseError`. Port 0 takes a free one. */
export async function listen(
  app: Express,
  options: { port: number; host: string; tls?: { cert: Buffer; key: Buffer } },
): Promise<Listening> {
  const server: Server = options.tls ? createTlsServer(options.tls, app) : createHttpServer(app);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const running = new Set<ServerResponse>();
  let closing = false;
  /** Whoever keeps the connection goes elsewhere with the next request. */
  const last = (response: ServerResponse): void => {
    if (!response.headersSent) response.setHeader('Connection', 'close');
  };
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    if (closing) last(response);
    running.add(response);
    response.once('close', () => {
      running.delete(response);
      if (closing) server.closeIdleConnections();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? new PortInUseError(options.port) : error));
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        closing = true;
        for (const response of running) last(response);
        const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

/** Says early that a port is taken, before anything long is started. Throws `PortInUseError`. */
export async function assertPortFree(port: number, host: string): Promise<void> {
  if (port === 0) return;
  const probe = createHttpServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? new PortInUseError(port) : error));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
