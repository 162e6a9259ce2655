import type { Settings } from '../config.ts';

/** Where this server listens, and how people reach it. */
export interface Address {
  readonly host: string;
  /** People reach it over TLS, here or at a proxy. */
  readonly secure: boolean;
  /** Under which links of ours lead here. */
  readonly baseUrl: string;
  /** A full link to a path of ours. */
  link(path: string): string;
  /** What is told to whoever started it, once the port is known. */
  shown(port: number): string;
}

const HERE: readonly string[] = ['0.0.0.0', '::', '127.0.0.1'];

export function addressOf({ HOST, PORT, FIRSTSTEP_URL, TLS_CERT }: Settings): Address {
  const host = HOST ?? '0.0.0.0';
  const own = (port: number): string =>
    `${TLS_CERT === undefined ? 'http' : 'https'}://${HERE.includes(host) ? 'localhost' : host}:${port}`;
  const baseUrl = FIRSTSTEP_URL ?? own(PORT);
  return {
    host,
    secure: TLS_CERT !== undefined || (FIRSTSTEP_URL?.startsWith('https://') ?? false),
    baseUrl,
    link: (path) => new URL(path, baseUrl).href,
    shown: (port) => FIRSTSTEP_URL ?? own(port),
  };
}
