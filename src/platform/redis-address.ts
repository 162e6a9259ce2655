/** Where Redis is: one server, or some nodes of a cluster, which name the others. */
export interface RedisAddress {
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly username: string | null;
  readonly password: string | null;
  readonly tls: boolean;
}

const FORM = /^(rediss?):\/\/(?:([^@/?#]*)@)?([^@/?#]+)(?:\/(\d*))?(?:\?[^#]*)?$/;
const NODE = /^(\[[\da-fA-F:.]+\]|[^:,[\]\s]+)(?::(\d{1,5}))?$/;
const PORT = 6_379;
const LAST_PORT = 65_535;

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // a lone % sign
  }
}

/**
 * Reads `redis://[user:password@]host[:port][/database]`, `rediss://…` over TLS, and with commas between several
 * `host:port` a cluster, which has database 0 alone. Null when it is none of these.
 */
export function parseRedisAddress(text: string): RedisAddress | null {
  const [, scheme, login = '', hosts = '', database = ''] = FORM.exec(text) ?? [];
  if (scheme === undefined) return null;
  const nodes = hosts.split(',').map((host) => NODE.exec(host));
  if (nodes.length > 1 && Number(database) !== 0) return null;
  const found: { host: string; port: number }[] = [];
  for (const node of nodes) {
    const [, host = '', port = String(PORT)] = node ?? [];
    if (host === '' || Number(port) < 1 || Number(port) > LAST_PORT) return null;
    found.push({ host: host.replace(/^\[|\]$/g, ''), port: Number(port) });
  }
  const colon = login.indexOf(':');
  const [username, password] = [colon < 0 ? login : login.slice(0, colon), colon < 0 ? '' : login.slice(colon + 1)].map(decoded);
  if (username === null || password === null) return null;
  return { nodes: found, username: username || null, password: password || null, tls: scheme === 'rediss' };
}
